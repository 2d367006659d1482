"""GenStudio's own composer, offline and without a key.

embedded:composer  procedural: words of the prompt choose a style, a mood, tempo, key and instruments; chords, tunes,
                   accompaniment and drums are written by rule, played by our own synthesiser from the SoundFont
                   FluidR3Mono_GM.sf3 (MIT, see THIRD_PARTY_NOTICES.md), mixed and mastered. No neural network, no
                   recordings of music, no singing. Same prompt, settings and seed: same bytes.

Beside the mix come a chord chart, a Standard MIDI File and, on request, stems: 24-bit FLAC files that sum to the mix as
it was before mastering. It runs in a worker process (embedded/worker.py); nothing here imports numpy or soundfile.
"""

from __future__ import annotations

from datetime import date

from genstudio.core.money import Free
from genstudio.core.request import MusicRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Field, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseMusicProvider
from genstudio.providers.embedded.music.styles import STYLES
from genstudio.providers.embedded.music.theory import Key
from genstudio.providers.embedded.music.words import MOODS
from genstudio.providers.embedded.worker import EngineFunction, run_engine
from genstudio.providers.registry import register_provider

SEED_MAX = 2**32 - 1
KEYS = [Key(tonic, mode).name for mode in ("major", "minor") for tonic in range(12)]
FROM_PROMPT = ("auto", "From the prompt")
STYLE_LABELS = {"lofi": "Lo-fi", "world": "World", "piano": "Piano ballad", "trap": "Trap and hip hop"}

COMPOSER = ModelSpec(
    id="embedded:composer",
    wire_id="composer",
    kind="music",
    label="GenStudio Composer (procedural, offline)",
    description=(
        "Composes and plays instrumental music by rule, on this computer: twenty styles, recorded instruments, up to "
        "five minutes, with chord chart, MIDI and stems. It knows the words for styles, moods, tempi, keys and about a "
        "hundred instruments; it does not sing."
    ),
    engine="procedural",
    price=Free(),
    source="genstudio/providers/embedded/music",
    checked=date(2026, 11, 22),
    prompt=Prompt(
        placeholder="Warm lo-fi with electric piano for a rainy evening, 75 bpm",
        examples=(
            "Warm lo-fi with electric piano for a rainy evening, 75 bpm",
            "Epic orchestral battle in D minor with French horn and choir",
            "Smoky jazz club, tenor sax, slow swing in Bb major",
        ),
        languages=("en",),
    ),
    fields=(
        Field("duration", "integer", "Length", default=30, low=5, high=300, step=1, unit="s"),
        Field(
            "style",
            "choice",
            "Style",
            default="auto",
            choices=choices([FROM_PROMPT, *((name, STYLE_LABELS.get(name, name.capitalize())) for name in STYLES)]),
        ),
        Field(
            "mood",
            "choice",
            "Mood",
            default="auto",
            choices=choices([FROM_PROMPT, *((name, name.capitalize()) for name in MOODS)]),
        ),
        Field(
            "tempo",
            "integer",
            "Tempo",
            low=40,
            high=220,
            step=1,
            unit="BPM",
            help="Kept exactly; without it the tempo suits the style and fits whole bars into the length.",
        ),
        Field("key", "choice", "Key", default="auto", choices=choices([FROM_PROMPT, *((key, key) for key in KEYS)])),
        Field("stems", "boolean", "Stems", default=False, help="Also each instrument group as a file of its own."),
        Field("seed", "integer", "Seed", low=0, high=SEED_MAX, step=1, help="The same seed gives the same music."),
        Field(
            "format",
            "choice",
            "File format",
            default="flac",
            choices=choices((("flac", "FLAC", "no loss"), ("mp3", "MP3", "small"), ("wav", "WAV", "no loss, large"))),
            advanced=True,
        ),
    ),
    typical_s=3.0,
    tags=("offline", "free", "stems", "MIDI"),
)

MODELS = (COMPOSER,)


def engine_of(model_id: str) -> EngineFunction:
    """The engine behind a model; imported here because it brings numpy and soundfile along."""
    from genstudio.providers.embedded.music import engine

    engines: dict[str, EngineFunction] = {COMPOSER.id: engine.compose}
    return engines[model_id]


@register_provider(
    "music",
    "embedded",
    description="Composes and plays instrumental music on this computer, without a key",
    features=("offline", "free", "up to 5 minutes", "seed", "stems", "chord chart", "MIDI"),
    models=MODELS,
    is_async=False,
)
class EmbeddedMusicProvider(BaseMusicProvider):
    """The composer; the job's lane bounds how many run at once."""

    label = "GenStudio"

    async def generate_music(self, request: MusicRequest) -> ProviderResult:
        return await run_engine(engine_of(request.model.id), request, self.report, self.offline_lane)
