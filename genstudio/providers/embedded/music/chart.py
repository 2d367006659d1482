"""The chord chart: what was decided and what is played, as text that a band could read."""

from __future__ import annotations

from collections.abc import Iterator

from genstudio.providers.embedded.music.score import Score, Section

BARS_IN_LINE = 4


def chord_chart(score: Score) -> str:
    """Title, settings, instruments, then each section with its time and chords."""
    plan, form = score.plan, score.form
    title = " ".join(plan.prompt.split()) or "Untitled"
    lines = [
        title[:120],
        "=" * min(len(title), 120),
        "",
        f"Style: {plan.style.name}   Mood: {plan.mood}   Key: {plan.key.name}",
        f"Tempo: {form.tempo_bpm:.1f} BPM   Time: {form.bar_beats}/4   Bars: {form.bars}",
        f"Length: {_clock(plan.duration_s)}   Seed: {plan.seed}",
        "",
        "Instruments:",
        *(f"  {part.role:8} {part.patch.name}" for part in score.parts),
    ]
    for section in form.sections:
        lines += ["", *_section(score, section)]
    final = score.harmony.spans[-1]
    lines += ["", f"Final chord ({_clock(form.beats * form.beat_s)}): {final.chord.symbol(plan.key)}"]
    return "\n".join(lines) + "\n"


def _section(score: Score, section: Section) -> Iterator[str]:
    form = score.form
    start = section.first_bar * form.bar_beats * form.beat_s
    yield f"[{section.name}] {_clock(start)}, bars {section.first_bar + 1}-{section.end_bar}"
    bars = [_bar(score, bar) for bar in range(section.first_bar, section.end_bar)]
    for first in range(0, len(bars), BARS_IN_LINE):
        yield "| " + " | ".join(f"{bar:<9}" for bar in bars[first : first + BARS_IN_LINE]) + " |"


def _bar(score: Score, bar: int) -> str:
    start = bar * score.form.bar_beats
    spans = score.harmony.between(start, start + score.form.bar_length(bar))
    return " ".join(span.chord.symbol(score.plan.key) for span in spans)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"
