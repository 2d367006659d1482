"""Words -> plan: what a prompt and the settings decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.core.spec import Value
from genstudio.providers.embedded.music.adapter import COMPOSER, KEYS
from genstudio.providers.embedded.music.arrange import make_score
from genstudio.providers.embedded.music.casting import choose_patches
from genstudio.providers.embedded.music.instruments import PATCHES, WORDS
from genstudio.providers.embedded.music.prompt import UNKNOWN_STYLES, Plan, make_plan
from genstudio.providers.embedded.music.styles import MODE_PROGRESSIONS, STYLES
from genstudio.providers.embedded.music.theory import Chord, Key, chord_scale, find_key, roman
from genstudio.providers.embedded.music.words import MOODS


def plan(prompt: str, **values: Value) -> Plan:
    return make_plan(prompt, {"seed": 3, **values})


@pytest.mark.parametrize(
    ("prompt", "style", "mood"),
    [
        ("Smoky jazz club after midnight", "jazz", "dark"),
        ("lo-fi hip hop to study to", "lofi", "neutral"),
        ("LOFI", "lofi", "neutral"),
        ("bossa nova on the beach", "bossa", "neutral"),
        ("8-bit arcade game", "chiptune", "neutral"),
        ("an epic orchestral battle", "cinematic", "epic"),
        ("deep house for the dancefloor", "house", "neutral"),
        ("a slow waltz", "waltz", "neutral"),
        ("sad song", "piano", "sad"),
        ("creepy haunted house at night", "horror", "dark"),
        ("drill beat", "trap", "neutral"),
        ("celtic tavern", "folk", "neutral"),
        ("western rodeo", "country", "neutral"),
        ("lullabies", "lullaby", "neutral"),
        ("a child’s bedtime", "lullaby", "neutral"),
        ("meditation by the ocean", "ambient", "neutral"),
        ("outrun neon", "synthwave", "neutral"),
        ("hard rock riff", "rock", "neutral"),
        ("jamaican dub", "reggae", "neutral"),
        ("japanese garden", "world", "neutral"),
        ("vivaldi concerto", "classical", "neutral"),
        ("k-pop", "pop", "neutral"),
        ("ｊａｚｚ", "jazz", "neutral"),
    ],
)
def test_words_choose_style_and_mood(prompt: str, style: str, mood: str) -> None:
    assert (plan(prompt).style.name, plan(prompt).mood) == (style, mood)


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("rock in A minor", Key(9, "minor")),
        ("F# minor", Key(6, "minor")),
        ("a b flat major march", Key(10, "major")),
        ("Eb-major", Key(3, "major")),
        ("d dorian", Key(2, "dorian")),
        ("c sharp harmonic minor", Key(1, "harmonic minor")),
        ("something in Gm", Key(7, "minor")),
        ("in the key of E", Key(4, "major")),
        ("h-dur", None),
        ("I am in a major hurry", Key(9, "major")),
        ("In A Dark Wood", None),
        ("am", None),
    ],
)
def test_keys_in_words(prompt: str, key: Key | None) -> None:
    assert find_key(prompt) == key


@pytest.mark.parametrize(
    ("prompt", "bpm"),
    [
        ("house at 128 bpm", 128),
        ("128bpm", 128),
        ("tempo: 90", 90),
        ("999 bpm", 220),
        ("20 BPM", 40),
        ("adagio for strings", 68),
        ("presto at 150 bpm", 150),
    ],
)
def test_a_tempo_in_words_is_exact(prompt: str, bpm: float) -> None:
    assert plan(prompt).tempo_exact
    assert plan(prompt).tempo_bpm == bpm


def test_directions_move_the_tempo_of_the_style() -> None:
    slow, plain, fast = (plan(f"{word} folk").tempo_bpm for word in ("slow", "", "fast"))
    assert slow < plain < fast
    assert not plan("slow folk").tempo_exact


def test_metre() -> None:
    assert plan("rock").beats == 4
    assert plan("waltz").beats == 3
    assert plan("rock in 3/4").beats == 3
    assert plan("waltz in 4/4").beats == 4


def test_instruments_take_the_roles_that_suit_them() -> None:
    cast = choose_patches(plan("jazz with piano, trumpet and upright bass"))
    assert cast["melody"].name == "trumpet"
    assert cast["chords"].name == "piano"
    assert cast["bass"].name == "double bass"
    assert choose_patches(plan("pop song for ukulele"))["melody"].name == "ukulele"
    assert choose_patches(plan("folk with cello and flute"))["counter"].name == "flute"


def test_what_is_refused_does_not_play() -> None:
    assert "drums" in choose_patches(plan("rock"))
    assert "drums" not in choose_patches(plan("rock without drums"))
    assert "drums" not in choose_patches(plan("drumless rock, no percussion"))
    assert "strings" not in {each.name for each in choose_patches(plan("cinematic, no strings")).values()}
    refused = {each.name for each in choose_patches(plan("piano ballad without slow strings or cello")).values()}
    assert not refused & {"slow strings", "cello"}


def test_drums_come_when_they_are_asked_for() -> None:
    assert "drums" not in choose_patches(plan("ambient"))
    assert "drums" in choose_patches(plan("ambient with drums"))


def test_a_solo_is_played_alone() -> None:
    assert {each.name for each in choose_patches(plan("solo piano")).values()} <= {"piano", "mellow piano"}
    assert set(choose_patches(plan("solo guitar folk"))) == {"melody", "chords"}


def test_naming_an_instrument_leaves_the_rest_of_the_piece_as_it_was() -> None:
    before, after = make_score(plan("folk, 20 s")), make_score(plan("folk, 20 s, no drums"))
    assert {part.role: part.notes for part in after.parts}.items() <= {
        part.role: part.notes for part in before.parts
    }.items()


def test_settings_win_over_words() -> None:
    chosen = plan("sad jazz in A minor at 90 bpm", style="house", mood="happy", key="F major", tempo=125, duration=60)
    assert chosen.style.name == "house"
    assert chosen.mood == "happy"
    assert chosen.key == Key(5, "major")
    assert chosen.tempo_bpm == 125
    assert chosen.duration_s == 60


def test_a_mood_chooses_the_scale() -> None:
    for seed in range(20):
        assert plan("sad pop", seed=seed).key.minor
        assert not plan("happy jazz", seed=seed).key.minor


@pytest.mark.parametrize("prompt", ["🎷🌧️", "東京の夜", "весна", "zzz qqq", "!!!", "🙂"])
def test_unknown_words_give_a_style_that_hangs_on_text_and_seed(prompt: str) -> None:
    assert plan(prompt) == plan(prompt)
    assert plan(prompt).style.name in UNKNOWN_STYLES
    assert len({plan(prompt, seed=seed).style.name for seed in range(40)}) > 3


def test_different_unknown_texts_give_different_styles() -> None:
    assert len({plan(chr(0x4E00 + at)).style.name for at in range(40)}) > 3


@given(st.text(max_size=300), st.integers(0, 2**32 - 1))
def test_any_text_gives_a_plan(prompt: str, seed: int) -> None:
    made = make_plan(prompt, {"seed": seed})
    assert made.style.name in STYLES
    assert 40 <= made.tempo_bpm <= 220
    assert 0.25 <= made.energy <= 1
    assert "melody" in choose_patches(made)


@given(
    st.lists(
        st.sampled_from(
            [*WORDS, *MOODS, *STYLES, "no", "without", "solo", "3/4", "90 bpm", "in F# minor", "drums", "slow"]
        ),
        max_size=8,
    )
)
def test_any_known_words_give_a_plan(words: list[str]) -> None:
    made = plan(" ".join(words))
    assert made.style.name in STYLES
    assert choose_patches(made)


def test_the_tables_are_whole() -> None:
    """Every name in a style is an instrument, every progression a row of chords."""
    for style in STYLES.values():
        players = (*style.lead, *style.chords, *style.bass, *style.pad, *style.arp, *style.counter, style.kit)
        assert set(players) <= set(PATCHES), style.name
        for mode in (*style.modes, "major", "minor"):
            key = Key(0, mode)
            for progression in MODE_PROGRESSIONS.get(mode, style.minor if key.minor else style.major):
                assert [roman(token, key) for bar in progression.split() for token in bar.split(",")]
    assert all(find_key(name) is not None for name in KEYS)
    assert {each.value for each in COMPOSER.field_named("style").choices} == {"auto", *STYLES}  # type: ignore[union-attr]


def test_chords_are_spelt_in_their_key() -> None:
    a_minor, e_flat, d = Key(9, "minor"), Key(3, "major"), Key(2, "major")
    assert [roman(token, a_minor).symbol(a_minor) for token in ["i", "iv", "V7", "VI", "VII", "iiø"]] == [
        "Am", "Dm", "E7", "F", "G", "Bm7b5",
    ]  # fmt: skip
    assert [roman(token, e_flat).symbol(e_flat) for token in ["Imaj7", "IV", "V9", "bVII"]] == [
        "Ebmaj7",
        "Ab",
        "Bb9",
        "Db",
    ]
    assert roman("iii", d).symbol(d) == "F#m"
    for wrong in ("H", "Vxyz", ""):
        with pytest.raises(ValueError, match="no"):
            roman(wrong, d)


def test_a_melody_follows_the_borrowed_chord() -> None:
    a_minor, c = Key(9, "minor"), Key(0, "major")
    assert set(chord_scale(Chord(4, "7"), a_minor)) == {9, 11, 0, 2, 4, 5, 8}, "G# in place of G"
    assert set(chord_scale(Chord(10, ""), c)) == {0, 2, 4, 5, 7, 9, 10}, "Bb in place of B"
    assert set(chord_scale(Chord(9, "7"), c)) == {1, 2, 4, 5, 7, 9, 11}, "C# in place of C"
