"""What Gemini Omni and Lyria accept and cost (facts of 2026-11-22).

Unverified: the lengths and prices of Omni 1.2, which resellers tell; how many pictures Lyria takes (ten, says
Replicate).
"""

from __future__ import annotations

from genstudio.core.spec import MB, Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.gemini.tables import CHECKED, DOCS, PICTURES, PRICES, SEED


def video(name: str, label: str, description: str, longest_s: int, *, seed: bool) -> ModelSpec:
    return ModelSpec(
        id=f"gemini:{name}",
        wire_id=name,
        kind="video",
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name],
        source=f"{DOCS}/omni",
        checked=CHECKED,
        prompt=Prompt(
            placeholder="What happens, how the camera moves, what is heard",
            max_chars=10_000,
            examples=(
                "One unbroken shot: a tabby cat on a sunny sill watches the rain. Soft rain, no music.",
                "[0-3s] A baker opens the oven [3-6s] and lifts out a golden loaf. It crackles.",
                "A drone follows a red train through a snowy valley at dawn, the wind sings",
            ),
        ),
        inputs=(
            InputRole("first_frame", "image", "First frame", types=PICTURES),
            InputRole(
                "last_frame",
                "image",
                "Last frame",
                types=PICTURES,
                help="Goes with a first frame: the clip leads from one to the other.",
            ),
            InputRole(
                "reference",
                "image",
                "Reference pictures",
                max_count=12,
                types=PICTURES,
                help="People, things and styles to appear. Call them <IMAGE_REF_0>, <IMAGE_REF_1> and so on.",
            ),
            InputRole(
                "reference_video",
                "video",
                "Reference clips",
                max_count=3,
                max_bytes=100 * MB,
                help="Of at most 3 s each, without their sound. Call them <VIDEO_REF_0> and so on.",
            ),
            InputRole(
                "video",
                "video",
                "Video to change or to continue",
                max_bytes=200 * MB,
                help="At most 10 s. Google refuses it in the EEA, Switzerland and the United Kingdom.",
            ),
        ),
        fields=(
            Field("aspect_ratio", "choice", "Aspect ratio", default="16:9", choices=choices(("16:9", "9:16"))),
            Field("duration", "number", "Duration", default=6.0, low=3, high=longest_s, step=1, unit="s"),
            Field(
                "resolution", "choice", "Resolution", default="720p", choices=choices(("360p", "720p", "1080p", "4k"))
            ),
            Field(
                "task",
                "choice",
                "With the video",
                choices=choices((("edit", "Change it"), ("extend", "Continue it"), ("upscale", "Make it sharper"))),
                help="Without it, a video is changed.",
            ),
            Field(
                "previous_interaction_id",
                "text",
                "Interaction to continue",
                default="",
                max_chars=300,
                advanced=True,
                help="The ID of an earlier video of yours at Google, to change or extend it without an upload.",
            ),
            Field(
                "thinking_level",
                "choice",
                "Planning",
                choices=choices((("low", "Short"), ("high", "Thorough"))),
                advanced=True,
            ),
            *((SEED,) if seed else ()),
        ),
        typical_s=60,
        tags=("sound", "first and last frame", "editing"),
    )


VIDEO_MODELS = (
    video(
        "gemini-omni-1.2-flash",
        "Gemini Omni 1.2 Flash",
        "Google's newest video model: from words, frames, references or a video, always with sound",
        15,
        seed=True,
    ),
    video("gemini-omni-1.1-flash", "Gemini Omni 1.1 Flash", "The version before, up to 10 s a clip", 10, seed=False),
)

INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False, help="No vocals.")
LYRICS = Field(
    "lyrics",
    "text",
    "Lyrics",
    default="",
    max_chars=5_000,
    help="Your own words, with marks such as [Verse] and [Chorus]. Left empty, the model writes some.",
)
LENGTH = Field(
    "duration",
    "integer",
    "Duration",
    low=20,
    high=240,
    step=10,
    unit="s",
    help="Asked for in words; the song may differ.",
)


def music(name: str, label: str, description: str, fields: tuple[Field, ...], typical_s: float) -> ModelSpec:
    return ModelSpec(
        id=f"gemini:{name}",
        wire_id=name,
        kind="music",
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name],
        source=f"{DOCS}/music-generation",
        checked=CHECKED,
        prompt=Prompt(
            placeholder="Style, mood, instruments, tempo, key, voice; what the words are about",
            max_chars=10_000,
            examples=(
                "A slow waltz for accordion and upright bass, a little melancholy, 90 BPM",
                "Bright indie pop in G major about a night train, warm female voice, big chorus",
                "Lo-fi beat with dusty Rhodes chords and vinyl crackle for a rainy afternoon",
            ),
        ),
        inputs=(InputRole("reference", "image", "Pictures that inspire it", max_count=10, types=PICTURES),),
        fields=fields,
        typical_s=typical_s,
        tags=("vocals", "lyrics"),
    )


MUSIC_MODELS = (
    music(
        "lyria-3.5",
        "Lyria 3.5",
        "Whole songs of two to three minutes, with voices and lyrics",
        (LYRICS, INSTRUMENTAL, LENGTH),
        60,
    ),
    music("lyria-3-clip-preview", "Lyria 3 Clip", "Clips of 30 s: sketches and loops", (LYRICS, INSTRUMENTAL), 25),
)
