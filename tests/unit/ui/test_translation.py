"""What the server says in English has a translation in every other language, and no translation is left over."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from genstudio.ui.messages import languages, read_words
from tests.unit.ui.english import LETTERS, modules, shape, spoken_texts, table_texts, vendor_words

OTHERS = [language for language in languages() if language != "en"]

# Texts that a language writes like English. Whoever adds to this list has looked at the text.
KEPT = {
    "de": {
        "Prompt", "Seed", "Tempo", "Text", "Auto", "offline", "seed", "MIDI", "PNG", "JPEG", "WebP", "WAV",
        "MP3", "FLAC", "BPM", "Neon", "Winter", "Impression", "Lo-fi", "Ambient", "Pop", "Rock", "Jazz",
        "Bossa", "House", "Synthwave", "Folk", "Country", "Reggae", "Chiptune", "Horror", "Bass", "Mix",
        "Arpeggio", "Palette", "Seed {}",
        # Examples of prompts for models that understand English alone.
        "A mountain lake at dawn, snow on the peaks", "A mountain lake at sunset, a lone boat, soft ambient music",
        "Warm lo-fi with electric piano for a rainy evening, 75 bpm",
        # OpenAI's models, voices and file formats.
        "GPT Image 2.6 Sunburst", "GPT Image 2.6 Flare", "GPT Image 2.5 Sunburst", "GPT Image 2.5 Flare",
        "GPT Image 2", "GPT-4o mini TTS", "TTS-1", "TTS-1 HD", "Alloy", "Ash", "Ballad", "Cedar", "Coral", "Echo",
        "Fable", "Marin", "Nova", "Onyx", "Sage", "Shimmer", "Verse", "Opus", "AAC",
        "stable-diffusion.cpp", "Kokoro-FastAPI",
        # ElevenLabs' models, voices and file formats, and languages.
        "Eleven v4", "Eleven v4 Turbo", "Eleven v3", "Eleven Multilingual v2", "Eleven Flash v2.5", "Eleven Flash v2",
        "Eleven Music v2.5", "Eleven Music v2", "Eleven Music v1", "Gemini 3.1 Flash Image", "Gemini 3 Pro Image",
        "GPT Image 1.5", "Gemini 3.1 Flash Lite Image",
        "Gemini 2.5 Flash Image", "Seedream 5 Pro", "Seedream 5 Lite", "Veo 3.1 Fast", "Veo 3.1", "Aurora",
        "Seedance 2.5", "Seedance 2", "Seedance 2 Fast", "Seedance 2 Mini", "Adam", "Alice", "Bella", "Bill", "Brian",
        "Callum", "Charlie", "Chris", "Daniel", "Eric", "George", "Harry", "Jessica", "Laura", "Liam", "Lily",
        "Matilda", "River", "Roger", "Sarah", "Will", "MP3, 128 kbit/s", "MP3, 192 kbit/s", "MP3, 64 kbit/s",
        "MP3, 32 kbit/s", "MP3, 320 kbit/s", "Opus, 128 kbit/s", "Opus, 64 kbit/s", "Opus, 192 kbit/s", "WAV, 24 kHz",
        "Format", "Robust", "Filipino", "Hindi", "Tamil",
        # ComfyUI's samplers and schedulers.
        "Sampler", "Scheduler", "MP", "euler", "euler_ancestral", "heun", "dpm_2", "lms", "dpmpp_2s_ancestral",
        "dpmpp_sde", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_3m_sde", "lcm", "ddim", "uni_pc", "normal", "karras",
        "exponential", "sgm_uniform", "simple", "ddim_uniform", "beta", "linear_quadratic",
        # Modal's settings.
        "px", "dB", "CFG", "Top k", "Top p",
        # Google's models and voices, and German words that are the same.
        "Nano Banana 2.1", "Nano Banana Pro", "Nano Banana 2", "Nano Banana 2 Lite", "Gemini 3.8 Flash TTS",
        "Gemini 3.8 Flash Lite TTS", "Gemini Omni 1.2 Flash", "Gemini Omni 1.1 Flash", "Lyria 3.5", "Lyria 3 Clip",
        "Kore", "Zephyr", "Puck", "Charon", "Fenrir", "Leda", "Orus", "Aoede", "Callirrhoe", "Autonoe", "Enceladus",
        "Iapetus", "Umbriel", "Algieba", "Despina", "Erinome", "Algenib", "Rasalgethi", "Laomedeia", "Achernar",
        "Alnilam", "Schedar", "Gacrux", "Pulcherrima", "Achird", "Zubenelgenubi", "Vindemiatrix", "Sadachbia",
        "Sadaltager", "Sulafat", "warm", "Instrumental",
        # PiAPI's words.
        "Standard",
        # Suno's models and words.
        "Suno V5.5", "Suno V5", "Suno V4.5 Plus", "Suno V4.5 All", "Suno V4.5", "Suno V4", "Persona", "Version",
        # Voices, versions and file formats of the models at fal.
        "Eve", "Ara", "Rex", "Sal", "Leo", "2.5 Flash", "2.5 Pro", "Ogg", "Ogg Opus", "Hz",
        # Languages of Kie's models, and a mood.
        "Afrikaans", "Cebuano", "Chichewa", "Gujarati", "Hausa", "Kannada", "Lingala", "Malayalam", "Marathi",
        "Sindhi", "Somali", "Telugu", "Urdu", "Normal",
        # Voices of MiniMax at Replicate, and German words that are the same.
        "Wise Woman", "Friendly Person", "Inspirational girl", "Deep Voice Man", "Calm Woman", "Casual Guy",
        "Lively Girl", "Patient Man", "Young Knight", "Determined Man", "Lovely Girl", "Decent Boy", "Imposing Manner",
        "Elegant Man", "Sweet Girl", "Exuberant Girl", "Moderation", "Pro",
    }
}  # fmt: skip


@cache
def spoken() -> dict[str, str]:
    """Template -> where it stands."""
    return {text: place for place, text in spoken_texts()}


def sentences(text: str) -> set[str]:
    """Its sentences one by one, as the page looks them up where it does not know the whole."""
    return set(re.split(r"(?<=\.) (?=[A-Z])|(?<=\.) (?=\{\}$)|(?<=^\{\}) (?=[A-Z])", text)) - {"{}"}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_tables_is_translated(language: str) -> None:
    """One that fails here wants a line in `genstudio/ui/words/<language>.tables.toml`."""
    ours = {shape(text) for text in read_words(language)["tables"]}
    templates = [re.compile(re.escape(each).replace(r"\{\}", ".+")) for each in ours if "{}" in each]
    missing = {
        text
        for text in table_texts()
        if LETTERS.search(text)
        and text not in ours | KEPT[language]
        and not any(each.fullmatch(text) for each in templates)
    }
    assert missing == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_that_can_reach_the_page_is_translated(language: str) -> None:
    """One that fails here wants a line in `genstudio/ui/words/<language>.tables.toml`."""
    ours = {shape(text) for text in read_words(language)["tables"]}
    assert len(spoken()) > 150, "the search no longer finds the sentences"
    known = ours | KEPT[language]
    assert {
        text: place for text, place in spoken().items() if not {text} <= known and not sentences(text) <= known
    } == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_says_as_much_as_the_english(language: str) -> None:
    for english, ours in read_words(language)["tables"].items():
        assert ours, english
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", ours)), english
        if "{" not in english:
            assert ours != english, "a text that stays as it is belongs in KEPT"
            assert english.endswith(".") == ours.endswith("."), english


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    """Every English text still stands in the source, as a whole or with its values."""
    constants = {
        node.value
        for _, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    tables = {*table_texts(), *vendor_words()}
    known = (
        {part for text in spoken() for part in {text} | sentences(text)} | tables | {shape(text) for text in constants}
    )

    def used(text: str) -> bool:
        pattern = re.compile(re.escape(shape(text)).replace(r"\{\}", ".+"))
        return shape(text) in known or any(pattern.fullmatch(each) for each in tables)

    assert {text for text in read_words(language)["tables"] if not used(text)} == set()
