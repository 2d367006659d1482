"""The shapes of the answers about providers and their keys, as `outgoing_providers.py` writes them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from genstudio.api.schemas import FiguresOut, Shape
from genstudio.core.spec import Kind
from genstudio.storage.key_checks import Verdict


class FailureOut(Shape):
    code: str
    message: str
    at: str


class HealthFiguresOut(FiguresOut):
    last_error: FailureOut | None


class OpensOut(Shape):
    label: str
    value: str


class KeyCheckOut(Shape):
    """`empty`: accepted, but the account holds nothing; `unasked`: this vendor has no call that is free."""

    verdict: Verdict
    detail: str
    said: str = Field(description="The vendor's own words.")
    opens: list[OpensOut]
    checked_at: str
    kept: bool = Field(description="False for a key that was refused and thus is not the one in use.")


class KeyOut(Shape):
    """A key is never told, only where it is and how it ends."""

    name: str = Field(description="Which of several keys it is, by the settings; empty for the vendor's own.")
    source: Literal["keyring", "environment"] | None
    last4: str
    env: str = Field(description="The environment variable that stands in for the keyring.")
    help_url: str
    problem: str = Field(description="What is wrong with the keyring, and what to do.")
    check: KeyCheckOut | None


class ProviderSummaryOut(Shape):
    name: str
    label: str = Field(description="What people call it.")
    description: str
    kinds: list[Kind]
    is_async: bool
    offline: bool
    state: Literal["ready", "needs address", "needs key", "keyring locked", "key refused"]
    models: int
    price: str
    needs_key: bool
    key: KeyOut | None = Field(description="null where none is needed, and for guests.")
    health: HealthFiguresOut
    lists_models: bool = Field(description="Whether it can be asked for its models; false for guests.")
    custom_kinds: list[Kind] = Field(description="The types of which it takes models that no table knows.")


class ListedModelOut(Shape):
    type: Kind
    id: str = Field(description="The vendor's own id.")
    label: str
    sunset: str | None = Field(description="The day on which the vendor ends it, where its list tells.")
    known: bool = Field(description="Whether it is offered here already.")
    addable: bool = Field(description="Whether it can be offered: POST /api/v2/providers/{type}/{name}/models.")


class MissingModelOut(Shape):
    type: Kind
    id: str
    label: str


class ModelListOut(Shape):
    listed: list[ListedModelOut]
    missing: list[MissingModelOut] = Field(
        description="Models of our tables that the vendor does not list: ended, or not open to this key."
    )


class ProviderSummariesOut(Shape):
    providers: list[ProviderSummaryOut]
