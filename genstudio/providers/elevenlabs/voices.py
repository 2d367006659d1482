"""The voices that every account of ElevenLabs has, as its voice list gave them on 2026-08-30.

`GET /v2/voices` lists them with those of the person's own account; an id that is not here goes into the form's field
for another voice. Five of the samples come from there with a signature that ends, so that these voices are without one.
"""

from __future__ import annotations

from genstudio.core.spec import Choice

SAMPLES = "https://storage.googleapis.com/eleven-public-prod/premade/voices"
DEFAULT = "JBFqnCBsd6RMkjVDRZzb"

_ROWS = (
    ("JBFqnCBsd6RMkjVDRZzb", "George", "British, warm storyteller", ""),
    ("pNInz6obpgDQGcFmaJgB", "Adam", "American, firm", "d6905d7a-dd26-4187-bfff-1bd3a5ea7cac"),
    ("Xb7hH8MSUJpSbSDYk0k2", "Alice", "British, clear and engaging", "d10f7534-11f6-41fe-a012-2de1e482d336"),
    ("hpp4J3VqNfWAUOO0d1Us", "Bella", "American, bright and warm", "dab0f5ba-3aa4-48a8-9fad-f138fea1126d"),
    ("pqHfZKP75CvOlQylNhV4", "Bill", "American, wise and mature", "d782b3ff-84ba-4029-848c-acf01285524d"),
    ("nPczCjzI2devNBz1zQrb", "Brian", "American, deep and comforting", ""),
    ("N2lVS1w4EtoT3dr4eOWO", "Callum", "American, husky trickster", "ac833bd8-ffda-4938-9ebc-b0f99ca25481"),
    ("IKne3meq5aSn9XLyUdCD", "Charlie", "Australian, deep and confident", ""),
    ("iP95p4xoKVk53GoZ742B", "Chris", "American, down to earth", "3f4bde72-cc48-40dd-829f-57fbf906f4d7"),
    ("onwK4e9ZLuTAKqWW03F9", "Daniel", "British, steady newsreader", ""),
    ("cjVigY5qzO86Huf0OWal", "Eric", "American, smooth and trustworthy", "d098fda0-6456-4030-b3d8-63aa048c9070"),
    ("SOYHLrjzK2X1ezoPC6cr", "Harry", "American, fierce", "86d178f6-f4b6-4e0e-85be-3de19f490794"),
    ("cgSgspJ2msm6clMCkdW9", "Jessica", "American, young and playful", "56a97bf8-b69b-448f-846c-c3a11683d45a"),
    ("FGY2WhTYpPnrIDTdsKH5", "Laura", "American, young and quirky", ""),
    ("TX3LPaxmHKxFdv7VOQHJ", "Liam", "American, young and energetic", "63148076-6363-42db-aea8-31424308b92c"),
    ("pFZP5JQG7iQjIQuC4Bku", "Lily", "British, velvety", "89b68b35-b3dd-4348-a84a-a3c13a3c2b30"),
    ("XrExE9yKIg1WjnnlVkGX", "Matilda", "American, knowledgeable", "b930e18d-6b4d-466e-bab2-0ae97c6d8535"),
    ("SAz9YHcvj6GT2YYXdXww", "River", "American, relaxed and neutral", "e6c95f0b-2227-491a-b3d7-2249240decb7"),
    ("CwhRBWXzGAHq8TQ4Fs17", "Roger", "American, laid-back", "58ee3ff5-f6f2-4628-93b8-e38eb31806b0"),
    ("EXAVITQu4vr4xnSDxMaL", "Sarah", "American, mature and reassuring", "01a3e33c-6e99-4ee7-8543-ff2216a32186"),
    ("bIHbv24MWmeRgasZH58o", "Will", "American, relaxed optimist", "8caf8f3d-ad29-4980-af41-53f20c72d7a4"),
)
VOICES = tuple(
    Choice(voice_id, name, note, f"{SAMPLES}/{voice_id}/{sample}.mp3" if sample else "")
    for voice_id, name, note, sample in _ROWS
)
