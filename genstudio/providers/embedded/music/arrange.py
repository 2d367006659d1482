"""Who plays what and when: the layers of the sections, and the whole score."""

from __future__ import annotations

from genstudio.providers.embedded.music import accompany, drums
from genstudio.providers.embedded.music.casting import choose_patches
from genstudio.providers.embedded.music.form import make_form
from genstudio.providers.embedded.music.harmony import make_harmony
from genstudio.providers.embedded.music.instruments import Patch
from genstudio.providers.embedded.music.melody import Tune, answers, counterline, in_thirds
from genstudio.providers.embedded.music.performance import perform
from genstudio.providers.embedded.music.prompt import Plan
from genstudio.providers.embedded.music.score import ROLES, Form, Harmony, Note, Part, Role, Score, Section

# The layers of a section, by form and letter. Every section has chords, so that nothing falls silent.
_ALL = "drums bass chords pad arp melody counter"
LAYERS: dict[str, dict[str, str]] = {
    "song": {
        "I": "drums chords arp pad", "A": "drums bass chords melody", "B": _ALL,
        "C": "drums bass chords pad arp counter", "D": "drums bass chords arp melody",
        "O": "drums bass chords pad melody",
    },
    "club": {
        "I": "drums chords arp pad", "A": "drums bass chords pad melody", "B": _ALL, "C": "chords pad arp melody",
        "D": "drums bass chords arp counter", "O": "drums bass chords pad arp",
    },
    "head": {
        "I": "drums bass chords", "A": "drums bass chords melody counter", "B": _ALL,
        "C": "bass chords pad melody", "D": _ALL, "S": "drums bass chords melody", "O": "drums bass chords pad melody",
    },
    "build": {
        "I": "chords pad arp", "A": "bass chords pad melody", "B": _ALL, "C": "chords pad arp counter",
        "D": "drums bass chords pad arp melody", "O": "bass chords pad arp melody",
    },
    "rondo": {
        "I": "bass chords", "A": "drums bass chords melody pad", "B": _ALL, "C": "bass chords melody counter",
        "D": "drums bass chords arp melody counter", "O": _ALL,
    },
}  # fmt: skip
# While they play, before mastering; low enough that no stem reaches full scale.
LEVELS_DB: dict[Role, float] = {
    "drums": -32.0, "bass": -33.5, "chords": -37.0, "pad": -41.0, "arp": -41.5, "melody": -34.0, "counter": -39.5,
}  # fmt: skip
PANS: dict[Role, float] = {
    "drums": 0.0, "bass": 0.0, "chords": -0.22, "pad": 0.0, "arp": 0.4, "melody": 0.06, "counter": -0.35,
}  # fmt: skip
REVERBS: dict[Role, float] = {
    "drums": 0.45, "bass": 0.12, "chords": 1.0, "pad": 1.4, "arp": 1.2, "melody": 1.0, "counter": 1.3,
}  # fmt: skip
# Styles in which a chorus that was heard before comes back with the tune in thirds.
THIRDS = frozenset({"pop", "country", "folk", "chiptune", "reggae", "classical", "waltz", "world"})


def make_score(plan: Plan) -> Score:
    """Composes, arranges and performs the piece of a plan."""
    form = make_form(plan)
    harmony = make_harmony(plan, form)
    parts = {role: _part(role, patch, plan) for role, patch in choose_patches(plan).items()}
    _write_tune(parts, plan, form, harmony)
    for section in form.sections:
        for role in _layers(plan, form, section):
            if role in parts:
                parts[role].notes += _accompaniment(parts, role, plan, form, harmony, section)
    if "drums" in parts:
        silent = frozenset(each.letter for each in form.sections if "drums" not in _layers(plan, form, each))
        parts["drums"].notes = list(drums.drum_part(plan.groove, form, harmony, plan.random("drums"), silent))
    _final_chord(parts, harmony)
    for role, part in parts.items():
        perform(part, form, plan.style, plan.random(f"perform {role}"))
    return Score(plan, form, harmony, tuple(parts[role] for role in ROLES if role in parts and parts[role].notes))


def _part(role: Role, patch: Patch, plan: Plan) -> Part:
    style = plan.style
    return Part(
        role,
        patch,
        level_db=LEVELS_DB[role] + style.levels.get(role, 0.0),
        pan=PANS[role],
        reverb=min(REVERBS[role] * style.reverb, 0.8),
        echo=0.2 if role in ("melody", "arp") and style.reverb_s > 1.5 else 0.0,
        wide=role == "pad" or (role == "chords" and patch.family == "section"),
        ducks=style.colour == "pump" and bool(plan.groove) and role not in ("drums", "melody"),
    )


def _layers(plan: Plan, form: Form, section: Section) -> list[Role]:
    names = LAYERS[plan.style.form][section.letter].split()
    if len(form.sections) == 1:
        # A jingle of a bar or two has no room to build up.
        names = _ALL.split()
    elif section.letter == "A" and section.turn:
        names = [*names, "pad"]
    return [role for role in ROLES if role in names]


def _write_tune(parts: dict[Role, Part], plan: Plan, form: Form, harmony: Harmony) -> None:
    part = parts.get("melody")
    if part is None:
        return
    tune = Tune(plan, form, harmony, part.patch.low, part.patch.high)
    for section in form.sections:
        if "melody" in _layers(plan, form, section):
            if section.letter == "S":
                tune.improvise(section)
            else:
                tune.write(section)
    tune.finish()
    part.notes = tune.notes


def _accompaniment(
    parts: dict[Role, Part], role: Role, plan: Plan, form: Form, harmony: Harmony, section: Section
) -> list[Note]:
    """The notes of one role in one section; the tune and the drums are written elsewhere."""
    style, patch = plan.style, parts[role].patch
    # The stream hangs on the letter, not on the place: the same material sounds the same when it returns.
    rng = plan.random(f"{role} {section.letter}")
    match role:
        case "chords":
            return list(accompany.comping(_manner(patch, style.comping), form, harmony, section, rng))
        case "bass":
            return list(accompany.bass_line(style.bassline, form, harmony, section, plan.key, rng))
        case "pad":
            low = max(patch.low, 55)
            return list(accompany.pad(harmony, form, section, low, low + 19))
        case "arp":
            low = min(max(patch.low, 64), patch.high - 24)
            return list(accompany.arpeggio(form, harmony, section, style.arp_step, low, rng))
        case "counter":
            melody = parts["melody"].notes if "melody" in parts else []
            return _counter(melody, patch, plan, form, harmony, section)
        case _:
            return []


def _manner(patch: Patch, comping: str) -> str:
    """Sections cannot strum or pick: they hold their chords, except where the style wants short bows."""
    if patch.family == "section" and comping not in ("ostinato", "waltz", "alberti", "house"):
        return "held"
    return comping


def _counter(
    melody: list[Note], patch: Patch, plan: Plan, form: Form, harmony: Harmony, section: Section
) -> list[Note]:
    low = max(patch.low, 48)
    high = min(patch.high, low + 24)
    if plan.style.name in THIRDS and section.letter == "B" and section.turn and melody:
        return in_thirds(melody, harmony, plan.key, section, form.bar_beats, patch.low)
    replies = answers(melody, harmony, section, form.bar_beats, low, high)
    if section.letter in ("C", "O") or section.energy >= 0.9 or len(replies) < section.bars:
        return counterline(harmony, form, section, low, high, plan.random(f"counter {section.letter}"))
    return replies


def _final_chord(parts: dict[Role, Part], harmony: Harmony) -> None:
    """Everybody lands on the last chord and lets it ring."""
    span = harmony.spans[-1]
    length = max(span.beats, 1.0)
    for role in ("chords", "pad"):
        if role in parts and parts[role].notes:
            parts[role].notes += [Note(span.start, length, key, 76) for key in span.voicing]
    if "bass" in parts and parts["bass"].notes:
        parts["bass"].notes.append(Note(span.start, length, accompany.bass_root(span.chord.root), 84))
