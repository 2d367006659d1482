"""The composer's engine: prompt -> plan -> score -> mix -> master -> files. Runs in a worker process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import get_args

import numpy as np

from genstudio.core.result import Json, MediaOutput, ProviderResult
from genstudio.providers.embedded.music.arrange import make_score
from genstudio.providers.embedded.music.chart import chord_chart
from genstudio.providers.embedded.music.files import KINDS, STEM, AudioFile, Format
from genstudio.providers.embedded.music.master import master
from genstudio.providers.embedded.music.midi import midi_file
from genstudio.providers.embedded.music.mix import Block, mix
from genstudio.providers.embedded.music.prompt import make_plan
from genstudio.providers.embedded.music.score import ROLES, Score
from genstudio.providers.embedded.music.soundfont import Samples, built_in_font
from genstudio.providers.embedded.music.space import BLOCK
from genstudio.providers.embedded.music.synth import RATE, Synth
from genstudio.providers.embedded.worker import EngineJob, Report

STEM_LABELS = {
    "drums": "Drums", "bass": "Bass", "chords": "Chords", "pad": "Pads", "arp": "Arpeggio", "melody": "Melody",
    "counter": "Second voice", "room": "Room and echo", "vinyl": "Vinyl noise",
}  # fmt: skip
PLAYED, MASTERED = 0.72, 0.92


def compose(job: EngineJob, report: Report) -> ProviderResult:
    """Makes a piece: the mix, its chord chart, its MIDI file and, on request, its stems.

    The stems are 24-bit FLAC and sum to the mix as it was before mastering.
    """
    report(0.0, "Composing")
    score = make_score(make_plan(job.prompt, job.values))
    chosen = job.values.get("format")
    file_format: Format = next((each for each in get_args(Format) if each == chosen), "flac")
    kind = KINDS[file_format]
    stems = _stem_files(score, job.out_dir) if job.values.get("stems") else {}
    sound = _play(score, report, stems)
    _finish(sound, score, kind.ceiling_db, report)
    path = job.out_dir / f"music.{file_format}"
    with AudioFile(path, kind) as file:
        for start in range(0, sound.shape[1], BLOCK):
            file.write(sound[:, start : start + BLOCK])
            report(MASTERED + (1 - MASTERED) * min(1.0, (start + BLOCK) / sound.shape[1]), "Writing the file")
    chart, midi = job.out_dir / "chords.txt", job.out_dir / "score.mid"
    chart.write_text(chord_chart(score), encoding="utf-8")
    midi.write_bytes(midi_file(score))
    outputs = [
        MediaOutput(kind.mime, path=path, label="Mix"),
        MediaOutput("text/plain", path=chart, role="chart", label="Chord chart"),
        MediaOutput("audio/midi", path=midi, role="midi", label="MIDI score"),
        *(MediaOutput(STEM.mime, path=stem, role="stem", label=STEM_LABELS[name]) for name, stem in stems.items()),
    ]
    report(1.0, "Done")
    return ProviderResult(tuple(outputs), extras=_extras(score))


def render_score(prompt: str, seconds: float, seed: int, report: Report | None = None) -> tuple[Samples, int]:
    """A finished piece for another engine: float32 frames of shape (count, 2), and the sample rate in Hz.

    `seconds` is 1..300 and kept to the sample; same arguments, same samples.
    """
    tell = report or (lambda fraction, step: None)
    score = make_score(make_plan(prompt, {"duration": seconds, "seed": seed}))
    sound = _play(score, tell, {})
    _finish(sound, score, KINDS["wav"].ceiling_db, tell)
    tell(1.0, "Done")
    return np.ascontiguousarray(sound.T), RATE


def _stem_files(score: Score, folder: Path) -> dict[str, Path]:
    playing = {part.role for part in score.parts}
    names = [role for role in ROLES if role in playing] + ["room"]
    if score.plan.style.colour == "vinyl":
        names.append("vinyl")
    return {name: folder / f"stem-{name}.flac" for name in names}


def _play(score: Score, report: Report, stems: dict[str, Path]) -> Samples:
    """The mix before mastering, shape (2, frames), float32: 106 MB for the longest piece. Stems go to disk."""
    frames = round(score.plan.duration_s * RATE)
    sound = np.empty((2, frames), np.float32)
    at = 0
    with ExitStack() as stack:
        files = {name: stack.enter_context(AudioFile(path, STEM)) for name, path in stems.items()}
        for block in _reported(score, report):
            count = block.mix.shape[1]
            sound[:, at : at + count] = block.mix
            at += count
            for name, file in files.items():
                file.write(block.stems[name])
    return sound


def _reported(score: Score, report: Report) -> Iterator[Block]:
    form, frames = score.form, round(score.plan.duration_s * RATE)
    done = 0

    def tell() -> None:
        bar = min(int(done / RATE / (form.beat_s * form.bar_beats)) + 1, form.bars)
        report(PLAYED * done / frames, f"Playing bar {bar} of {form.bars}")

    for block in mix(score, Synth(built_in_font()), tell):
        done += block.mix.shape[1]
        tell()
        yield block


def _finish(sound: Samples, score: Score, ceiling_db: float, report: Report) -> None:
    fade_s = min(0.6 * score.form.ring_s, 2.0)
    span = MASTERED - PLAYED
    master(sound, score.plan.style.tone, ceiling_db, fade_s, lambda done: report(PLAYED + span * done, "Mastering"))


def _extras(score: Score) -> dict[str, Json]:
    plan, form = score.plan, score.form
    sections: list[Json] = [
        {
            "name": section.name,
            "start_s": round(section.first_bar * form.bar_beats * form.beat_s, 2),
            "bars": section.bars,
        }
        for section in form.sections
    ]
    return {
        "engine": "procedural",
        "style": plan.style.name,
        "mood": plan.mood,
        "tempo_bpm": round(form.tempo_bpm, 2),
        "key": plan.key.name,
        "instruments": list(score.instruments),
        "form": " ".join(section.letter for section in form.sections),
        "sections": sections,
        "bars": form.bars,
        "beats_per_bar": form.bar_beats,
        "seed": plan.seed,
    }
