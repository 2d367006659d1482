/**
 * The settings of a form, model by model.
 *
 * A setting is what was set by hand on this model, else what was carried over from the model before, else the table's
 * default. What was set by hand is kept for each model for good; what was carried is found anew at each switch.
 */

/** @typedef {import('../base/drafts.js').Form} Form */

/** Every field's value; null where it is left to the model. @param {Form} form @param {any} model */
export function valuesOf(form, model) {
  const chosen = chosenOf(form, model);
  return Object.fromEntries(
    model.fields.map((field) => [field.name, field.name in chosen ? chosen[field.name] : field.default]),
  );
}

/** What differs from the table, by field. @param {Form} form @param {any} model */
export function differing(form, model) {
  const values = valuesOf(form, model);
  // null means the default, where there is one: the server fills it in.
  return model.fields
    .filter(({ name, default: usual }) => values[name] !== null && values[name] !== usual)
    .map((field) => field.name);
}

export function setValue(form, model, name, value) {
  form.values[model.id] = { ...form.values[model.id], [name]: value };
}

/** Gives a field its default again. */
export function resetValue(form, model, name) {
  for (const kept of [form.values[model.id], form.carried[model.id]]) delete kept?.[name];
}

export function resetAll(form, model) {
  delete form.values[model.id];
  delete form.carried[model.id];
}

/** What goes over to another model. */
export function movable(form, model) {
  const values = valuesOf(form, model);
  return Object.fromEntries(differing(form, model).map((name) => [name, values[name]]));
}

/** The settings of this model by hand or carried; names that its table no longer has are left out. */
function chosenOf(form, model) {
  const all = { ...form.carried[model.id], ...form.values[model.id] };
  const known = new Set(model.fields.map((field) => field.name));
  return Object.fromEntries(Object.entries(all).filter(([name]) => known.has(name)));
}
