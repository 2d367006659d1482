"""Makes a sound file into one that a vendor takes: its type and its size in bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from genstudio.storage.fitting import Fitted, UnfitError
from genstudio.transport.media import extension
from genstudio.transport.probe import DEMUXERS, TooManyPixelsError, UnreadableError, open_stream, read_facts

if TYPE_CHECKING:
    from av import AudioFrame
    from av.container import OutputContainer


@dataclass(frozen=True, slots=True)
class Form:
    """One type that is written. `rates` in kbit/s are tried from the first to the last; those without loss have 0."""

    mime: str
    container: str
    codec: str
    sample_rate: int
    rates: tuple[int, ...] = (0,)


FORMS = (
    Form("audio/mpeg", "mp3", "libmp3lame", 44_100, (192, 128, 64)),
    Form("audio/ogg", "ogg", "libopus", 48_000, (128, 64)),
    Form("audio/mp4", "mp4", "aac", 44_100, (192, 96)),
    Form("audio/flac", "flac", "flac", 44_100),
    Form("audio/wav", "wav", "pcm_s16le", 44_100),
)
"""In the order in which they are preferred, after a file's own type."""
OVERHEAD = 1.02
"""What a container adds."""


def fit_sound(path: Path, mime: str, target: Path, *, types: Sequence[str], max_bytes: int) -> Fitted:
    """The file itself where it fits, else another one in `target` (suffix added), mono or stereo.

    `types` are those that are taken, one of FORMS among them. Raises UnfitError; OSError when it cannot be written.
    """
    if mime in types and path.stat().st_size <= max_bytes:
        return Fitted(path, mime)
    if mime not in DEMUXERS:
        raise UnfitError(f"{extension(mime).upper()} cannot be converted")
    try:
        duration_s = read_facts(path, mime).duration_s or 0.0
    except (UnreadableError, TooManyPixelsError) as error:
        raise UnfitError(str(error)) from error
    forms = sorted((form for form in FORMS if form.mime in types), key=lambda form: form.mime != mime)
    target.parent.mkdir(parents=True, exist_ok=True)
    for form in forms:
        made = target.with_name(f"{target.name}.{extension(form.mime)}")
        for rate in form.rates:
            if rate * 125 * duration_s * OVERHEAD > max_bytes:
                continue
            _convert(path, mime, made, form, rate)
            if made.stat().st_size <= max_bytes:
                return Fitted(made, form.mime, _words(path, mime), _words(made, form.mime))
    raise UnfitError("it cannot be made small enough")


def _convert(path: Path, mime: str, made: Path, form: Form, rate: int) -> None:
    import av

    try:
        with open_stream(path, mime) as source, av.open(str(made), "w", format=form.container) as written:
            heard = source.streams.audio[0]
            layout = "mono" if heard.codec_context.channels == 1 else "stereo"
            _write(source.decode(heard), written, form, layout, rate)
    except UnreadableError as error:
        raise UnfitError(str(error)) from error


def _write(frames: Iterator[AudioFrame], written: OutputContainer, form: Form, layout: str, rate: int) -> None:
    from av import AudioResampler, AudioStream

    stream = written.add_stream(form.codec, rate=form.sample_rate)
    assert isinstance(stream, AudioStream)  # noqa: S101  # the codecs of FORMS are sounds
    stream.layout = layout
    if rate:
        stream.bit_rate = rate * 1_000
    resampler = AudioResampler(stream.format, stream.layout, form.sample_rate, stream.frame_size or None)
    for frame in frames:
        frame.pts = None  # gaps and jumps of the source's clock are closed
        for piece in resampler.resample(frame):
            written.mux(stream.encode(piece))
    for piece in resampler.resample(None):
        written.mux(stream.encode(piece))
    written.mux(stream.encode(None))


def _words(path: Path, mime: str) -> str:
    return f"{extension(mime).upper()} ({path.stat().st_size / 1_000_000:.1f} MB)"
