"""An account at ElevenLabs: its key, credits, voices and models, and the faults that were asked for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from genstudio.practice import results
from genstudio.practice.elevenlabs.rules import REFUSALS, SPEECH, SPEECH_MODELS, refused, says

CREDITS = 100_000
VOICES = {
    "JBFqnCBsd6RMkjVDRZzb": ("George", "premade"),
    "EXAVITQu4vr4xnSDxMaL": ("Sarah", "premade"),
    "onwK4e9ZLuTAKqWW03F9": ("Daniel", "premade"),
    "CwhRBWXzGAHq8TQ4Fs17": ("Roger", "premade"),
    "myOwnVoice0123456789": ("My own voice", "cloned"),
}


class Account:
    """`misbehave` also takes the faults of `rules.REFUSALS` and: "silence" and "json" (bought, and no sound comes),
    "no cost" and "other cost header", "sentence" (a bare sentence as the error), "expired" (a result's address)."""

    def __init__(self) -> None:
        self.key = "sk_practice0123456789elevenlabs"
        self.purchases: list[dict[str, object]] = []
        self.used = 0
        self.fault = ""

    def misbehave(self, fault: str) -> None:
        self.fault = fault

    async def account(self, request: Request) -> Response:
        if refusal := self._refusal(request, None):
            return refusal
        own = {
            "tier": "creator",
            "status": "active",
            "character_count": self.used,
            "character_limit": CREDITS,
            "max_credit_limit_extension": 0,
            "next_character_count_reset_unix": 1_798_761_600,
            "can_extend_character_limit": False,
            "currency": "usd",
        }
        if request.url.path.endswith("/subscription"):
            return JSONResponse(own)
        return JSONResponse({"user_id": "user-1", "workspace_id": "ws-1", "created_at": 0, "subscription": own})

    async def models(self, request: Request) -> Response:
        if refusal := self._refusal(request, None):
            return refusal
        listed = [
            {
                "model_id": name,
                "name": label,
                "can_do_text_to_speech": True,
                "maximum_text_length_per_request": most,
                "languages": [{"language_id": "en", "name": "English"}],
                "model_rates": {"character_cost_multiplier": rate},
            }
            for name, (most, rate, label) in SPEECH_MODELS.items()
        ]
        return JSONResponse(listed)

    async def voices(self, request: Request) -> Response:
        if refusal := self._refusal(request, None):
            return refusal
        size = min(100, int(request.query_params.get("page_size", "10")))
        first = int(request.query_params.get("next_page_token", "0"))
        page = [
            {
                "voice_id": voice,
                "name": name,
                "category": category,
                "labels": {"language": "en"},
                "preview_url": str(request.url_for("preview", voice=voice)),
            }
            for voice, (name, category) in list(VOICES.items())[first : first + size]
        ]
        more = first + size < len(VOICES)
        token = str(first + size) if more else None
        return JSONResponse({"voices": page, "has_more": more, "total_count": len(VOICES), "next_page_token": token})

    async def preview(self, request: Request) -> Response:
        name, _ = VOICES[request.path_params["voice"]]
        return Response(await results.speech(f"Hello, I am {name}."), media_type="audio/mpeg")

    def _take(self, *faults: str) -> str:
        """The fault that was asked for, if it is one of these; it happens once."""
        if self.fault not in faults:
            return ""
        fault, self.fault = self.fault, ""
        return fault

    def _refusal(self, request: Request, body: dict[str, object] | None) -> Response | None:
        if self._take("sentence"):
            return JSONResponse({"detail": "This request is not valid."}, 400)
        if self._take("invalid"):
            return refused({"text": 1}, SPEECH)
        if fault := self._take(*REFUSALS):
            if fault == "lose" and body is not None:
                self.purchases.append(body)
            return says(*REFUSALS[fault])
        if request.headers.get("xi-api-key") != self.key:
            return says(*REFUSALS["unauthorized"])
        return None
