"""Vendors to practise with: small servers that speak each vendor's protocol, with its waits, prices and faults.

Each is a class with an ASGI application that imports nothing of the studio but the offline generators, through
`results`. It is made as `Vendor(pace=1.0)`: the waits of its tasks are multiplied by `pace`; with 0 they are over at
once. `host` serves all of them on one port of this computer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from typing import Literal, Protocol, cast

Fault = Literal["lose", "unauthorized", "billing", "invalid", "limit", "server"]
End = Literal["ready", "fail", "forbidden", "invent"]
Application = Callable[..., Awaitable[None]]


class Emulator(Protocol):
    """A vendor in this process. `key` is one that it accepts, `purchases` the bodies of all submits, in order."""

    app: Application
    key: str

    @property
    def purchases(self) -> Sequence[Mapping[str, object]]: ...

    def misbehave(self, fault: Fault) -> None:
        """The next request goes wrong in this way."""

    def end_with(self, end: End) -> str:
        """The prompt with which a task ends so; without a pace, the next tasks end at once."""


class EmulatorClass(Protocol):
    def __call__(self, *, pace: float) -> Emulator: ...


EMULATORS: Mapping[str, str] = {
    "gemini": "genstudio.practice.gemini.vendor:Gemini",
    "fal": "genstudio.practice.fal:Fal",
    "replicate": "genstudio.practice.replicate.vendor:Replicate",
    "openai": "genstudio.practice.openai:OpenAI",
    "openai-compatible": "genstudio.practice.openai_compatible:OpenAICompatible",
    "elevenlabs": "genstudio.practice.elevenlabs.server:ElevenLabs",
    "modal": "genstudio.practice.modal:Modal",
    "modal-edit": "genstudio.practice.modal:Modal",
    "piapi": "genstudio.practice.piapi:PiAPI",
    "suno": "genstudio.practice.suno:Suno",
    "suno-self-hosted": "genstudio.practice.suno_self_hosted:SunoSelfHosted",
    "kie": "genstudio.practice.kie.server:Kie",
    "comfyui": "genstudio.practice.comfyui:ComfyUI",
}
"""Provider name -> "module:Class" of its emulator."""


def emulator_class(provider: str) -> EmulatorClass:
    """The emulator of a provider. Raises KeyError where there is none."""
    module, _, name = EMULATORS[provider].partition(":")
    return cast("EmulatorClass", getattr(import_module(module), name))
