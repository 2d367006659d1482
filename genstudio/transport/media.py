"""What a file is, told by its first bytes; neither its name nor the word of whoever sent it counts."""

from __future__ import annotations

import re
from pathlib import Path

HEAD_BYTES = 4_096
"""How much of the beginning `sniff` and `describe` want to see."""

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
    "image/heic": "heic",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/aiff": "aiff",
    "audio/webm": "weba",
    "audio/midi": "mid",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "video/ogg": "ogv",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/x-subrip": "srt",
    "text/plain": "txt",
    "text/vtt": "vtt",
    "text/csv": "csv",
    "model/gltf-binary": "glb",
}
"""Every type that is stored under its own name; anything else is kept as `application/octet-stream`, "bin"."""

FIRST_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"MThd", "audio/midi"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"glTF", "model/gltf-binary"),
)
INSIDE_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
"""The major brand of an ISO base media file; every other brand is taken for `video/mp4`."""

PROLOGUE = rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!doctype[^>]*>\s*)*"
MARKUP = re.compile(PROLOGUE + rb"<\s*(svg|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def extension(mime: str) -> str:
    """Without the dot."""
    return EXTENSIONS.get(mime, "bin")


def head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def sniff(head: bytes) -> str | None:
    """The type of a file that begins with `head`; None for text and for what we do not know.

    A container tells of its kind, not of its content: an MP4 or WebM without a picture counts as video here.
    """
    for first, mime in FIRST_BYTES:
        if head.startswith(first):
            return mime
    if head[:4] in (b"RIFF", b"RF64"):
        return INSIDE_RIFF.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff"
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head.startswith(b"OggS"):
        return "video/ogg" if b"\x80theora" in head[:128] else "audio/ogg"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    return _frame(head)


def _frame(head: bytes) -> str | None:
    """Sound that begins with a frame and no signature: MPEG layer III or AAC in ADTS, with every field in its range."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac" if head[2] & 0x3C < 0x34 else None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return "audio/mpeg" if version != 1 and layer == 1 and bitrate not in (0, 15) and rate != 3 else None


def is_text(data: bytes) -> bool:
    """Readable as UTF-8, but for a character that is cut off at the end, and without control characters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3:
            return False
        text = data[: error.start].decode("utf-8")
    return not any(ord(char) < 32 and char not in "\t\n\r\f" for char in text)


def describe(head: bytes) -> str:
    """What a file is, in words for a person whose file is refused: "a web page", "text"."""
    if not head:
        return "empty"
    words = {"image": "picture", "audio": "sound file", "video": "video"}
    mime = sniff(head)
    if mime is not None:
        name = extension(mime).upper()
        article = "an" if name.startswith(("A", "O", "MP", "M4", "MK", "MO")) else "a"
        return f"{article} {name} {words.get(mime.partition('/')[0], 'file')}"
    markup = MARKUP.match(head)
    if markup:
        return "an SVG drawing" if markup[1].lower() == b"svg" else "a web page"
    return "text" if is_text(head) else "of a kind that GenStudio does not know"
