"""`genstudio keys`: vendors' keys in the system's keyring. A key is read from a hidden prompt or stdin, never argv."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from genstudio.core.result import KeyReport
    from genstudio.providers.base import KeySpec
    from genstudio.providers.registry import Registered

app = typer.Typer(help="Keep vendors' keys in the system's keyring.", no_args_is_help=True, rich_markup_mode=None)
Service = Annotated[str, typer.Argument(help="The vendor, as `keys list` names it.")]
Name = Annotated[
    str, typer.Option("--name", help="A further key of the vendor; key_name in its settings says which is used.")
]


@app.command("list")
def list_() -> None:
    """Show which vendors take a key, and where theirs is; never the key."""
    import asyncio

    from genstudio.storage.keys import KeyStore

    specs = _specs()
    if not specs:
        print("No provider takes a key: all run on this computer.")
    for service, (spec, _) in specs.items():
        status = asyncio.run(KeyStore().status(spec))
        ending = f", ends in {status.last4}" if status.last4 else ""
        where = {"keyring": "in the keyring", "environment": f"in {spec.env}", None: "no key"}[status.source]
        print(f"{service}: {where}{ending}")
        if status.problem:
            print(f"  {status.problem}")


@app.command("set")
def set_(service: Service, name: Name = "") -> None:
    """Save a key, read from a hidden prompt or from stdin."""
    import asyncio

    from genstudio.storage.keys import KeyStore

    spec, _ = _find(service, name)
    service = spec.service
    value = typer.prompt(f"Key for {service}", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    asyncio.run(KeyStore().save(spec, value))
    again = f"{service.partition(':')[0]} --name {name}" if name else service
    print(f"The key for {service} is in the keyring. Test it with: genstudio keys test {again}")


@app.command("remove")
def remove(service: Service, name: Name = "") -> None:
    """Take a key out of the keyring."""
    import asyncio

    from genstudio.storage.keys import KeyStore

    spec, _ = _find(service, name)
    service = spec.service
    removed = asyncio.run(KeyStore().remove(spec))
    print(f"The key for {service} was removed." if removed else f"The keyring held no key for {service}.")


@app.command("test")
def test(service: Service, name: Name = "") -> None:  # noqa: PT028  # a command, not a test
    """Ask the vendor whether it accepts the key; costs nothing."""
    import asyncio

    spec, row = _find(service, name)
    service = spec.service
    report = asyncio.run(_ask_vendor(row, name))
    if report is None:
        print(f"{service} has no call that costs nothing, so only a job can tell whether it accepts the key.")
        return
    print(f"{service} accepts the key.")
    for label, value in report.opens:
        print(f"  {label}: {value}")


async def _ask_vendor(row: Registered, name: str) -> KeyReport | None:
    from genstudio.core import settings
    from genstudio.providers.registry import create_provider, provider_registry
    from genstudio.routing.config import get_provider_config
    from genstudio.routing.reach import Reach
    from genstudio.transport.http import Http, HttpPool

    pool = HttpPool()
    try:
        addresses = dict(settings.load().providers)
        if name:
            own = addresses.get(row.name, settings.ProviderSettings())
            addresses[row.name] = own.model_copy(update={"key_name": name})
        reach = Reach(addresses)
        reach.check(provider_registry)
        config = await get_provider_config(
            user_id="local", kind=row.kind, request_provider=row.name, http=Http(pool), reach=reach
        )
        return await create_provider(row.kind, config).check_key()
    finally:
        await pool.aclose()


def _specs() -> dict[str, tuple[KeySpec, Registered]]:
    """Each key once, with the first provider that uses it."""
    from genstudio.providers.registry import provider_registry

    provider_registry.load()
    found: dict[str, tuple[KeySpec, Registered]] = {}
    for row in provider_registry.rows():
        if row.provider.key is not None:
            found.setdefault(row.provider.key.service, (row.provider.key, row))
    return found


def _find(service: str, name: str) -> tuple[KeySpec, Registered]:
    """Raises NotFoundError, InputError."""
    from pydantic import ValidationError

    from genstudio.core.errors import InputError, NotFoundError
    from genstudio.core.settings import ProviderSettings

    specs = _specs()
    if service not in specs:
        known = ", ".join(specs) or "none, for all run on this computer"
        raise NotFoundError(f"No provider takes a key named {service[:60]!r}; those that do: {known}.")
    try:
        ProviderSettings(key_name=name)
    except ValidationError:
        raise InputError("The name of a key has small letters, digits and single hyphens, 40 at most.") from None
    spec, row = specs[service]
    return spec.named(name), row
