/** Raising one's own budget: an amount, a word for the books, and that nothing is paid by it. */

import { call, Problem, randomKey } from '../base/api.js';
import { button, fill, freshId, h } from '../base/dom.js';
import { credits, dollars } from '../base/format.js';
import { toast } from '../base/toast.js';
import { locale, number, say } from '../base/words.js';
import { openDialog } from '../shell/dialog.js';

const PRESETS = [100, 500, 1_000, 5_000];
const MOST_DECIMALS = 3;

/** An amount as people write it here ("1,000.5", in German "1.000,5") as decimal text, else null. */
export function amountOf(text, tag = locale()) {
  const parts = new Intl.NumberFormat(tag).formatToParts(12_345.6);
  const part = (type) => parts.find((each) => each.type === type)?.value ?? '';
  const [group, decimal] = [part('group'), part('decimal')].map((sign) => sign.replace(/\s/, ' '));
  const [whole, rest, ...more] = text.trim().replace(/\s/g, ' ').split(decimal);
  const grouped = whole.split(group);
  const wellGrouped = grouped.length === 1 || (grouped[0].length <= 3 && grouped.slice(1).every((g) => g.length === 3));
  const digits = grouped.join('');
  if (more.length > 0 || !wellGrouped || !/^\d{1,12}$/.test(digits)) return null;
  if (rest === undefined) return digits;
  return new RegExp(`^\\d{1,${MOST_DECIMALS}}$`).test(rest) ? `${digits}.${rest}` : null;
}

/** @param {{perCredit: string, ondone: () => void}} options `perCredit` is what a credit is worth, in US dollars */
export function openTopUp({ perCredit, ondone }) {
  const [amountId, problemId] = [freshId('amount'), freshId('problem')];
  const problem = h('p', { class: 'problem', id: problemId, role: 'alert' });
  const worth = h('p', { class: 'help' });
  const amount = h('input', {
    class: 'input',
    id: amountId,
    inputmode: 'decimal',
    autocomplete: 'off',
    placeholder: number(500),
    'aria-describedby': problemId,
    'data-testid': 'amount',
    oninput: () => fault(''),
  });
  const note = h('input', {
    class: 'input',
    id: freshId('note'),
    maxlength: 200,
    autocomplete: 'off',
    placeholder: say('purse.note.example'),
    'data-testid': 'note',
  });
  const send = h(
    'button',
    { type: 'submit', class: 'button strong', data: { testid: 'add-credits' } },
    say('purse.topup.do'),
  );
  /** The key of an order whose answer is missing: the same order again must not count twice. */
  let key = '';
  let sent = '';

  function fault(text) {
    problem.textContent = text;
    if (text) amount.setAttribute('aria-invalid', 'true');
    else amount.removeAttribute('aria-invalid');
    const value = amountOf(amount.value);
    const known = value !== null && Number(value) > 0;
    const figures = known && { credits: credits(value), worth: dollars(String(Number(value) * Number(perCredit))) };
    fill(worth, known ? say('purse.topup.worth', figures) : '');
  }

  async function submit(event) {
    event.preventDefault();
    const value = amountOf(amount.value);
    if (value === null || Number(value) === 0) {
      fault(say(amount.value.trim() === '' ? 'purse.topup.empty' : 'purse.topup.wrong', { example: number(1000.5) }));
      amount.focus();
      return;
    }
    const body = { credits: value, note: note.value };
    if (sent !== JSON.stringify(body)) {
      sent = JSON.stringify(body);
      key = randomKey();
    }
    send.disabled = true;
    try {
      await call('POST', '/account/topups', { body, headers: { 'Idempotency-Key': key } });
    } catch (refusal) {
      if (!(refusal instanceof Problem)) throw refusal;
      fault(refusal.lost ? say('purse.topup.lost') : refusal.message);
      amount.focus();
      return;
    } finally {
      send.disabled = false;
    }
    dialog.close();
    toast(say('purse.topup.done', { credits: credits(value) }));
    ondone();
  }

  const presets = PRESETS.map((value) =>
    button({
      text: number(value),
      kind: 'quiet',
      onclick: () => {
        amount.value = number(value);
        fault('');
        amount.focus();
      },
    }),
  );
  const dialog = openDialog(
    { title: say('purse.topup'), name: 'top-up-dialog' },
    h(
      'form',
      { class: 'dialog-body top-up', novalidate: true, onsubmit: submit },
      h('p', { class: 'top-up-words' }, say('purse.topup.help')),
      h('label', { class: 'label', for: amountId }, say('purse.amount')),
      h('div', { class: 'top-up-row' }, amount, ...presets),
      problem,
      worth,
      h('label', { class: 'label', for: note.id }, say('purse.note'), h('small', null, say('field.optional'))),
      note,
      h('footer', { class: 'dialog-foot' }, send),
    ),
  );
  amount.focus();
}
