"""Addresses of providers: of the settings, checked, and trusted no further than they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from genstudio.core.errors import SettingsError
from genstudio.core.request import ImageRequest
from genstudio.core.result import ProviderResult
from genstudio.core.settings import ProviderSettings
from genstudio.providers.base import BaseImageProvider, KeyPart, KeySpec, ProviderConfig
from genstudio.providers.registry import ProviderInfo, ProviderRegistry
from genstudio.routing.reach import Reach
from genstudio.transport.http import Http, HttpPool


class Far(BaseImageProvider):
    base_url: ClassVar[str] = "https://api.far.example/v1"
    urls: ClassVar[Mapping[str, str]] = {"upload": "https://files.far.example"}
    key: ClassVar[KeySpec | None] = KeySpec(
        "far", "FAR_KEY", parts=(KeyPart("Token ID", "X-Id"), KeyPart("Token secret", "X-Secret", "Word "))
    )

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        raise NotImplementedError


@pytest.fixture
def registry() -> ProviderRegistry:
    made = ProviderRegistry()
    made.register("image", "far", Far, ProviderInfo("far"))
    return made


def refusal(registry: ProviderRegistry, **given: object) -> str:
    with pytest.raises(SettingsError) as caught:
        Reach({"far": ProviderSettings.model_validate(given)}).check(registry)
    return caught.value.message


def http(reach: Reach, key: str = "id-1 secret-1") -> Http:
    config: ProviderConfig = reach.config("far", key=key, http=Http(HttpPool()))
    return Far(config).http


def test_the_vendors_own_addresses_serve_until_settings_name_others() -> None:
    own = http(Reach())
    assert (own.base_url, own.to("upload").base_url) == ("https://api.far.example/v1", "https://files.far.example")
    other = ProviderSettings(base_url="https://proxy.example/far/", urls={"upload": "https://proxy.example/files"})
    moved = http(Reach({"far": other}))
    assert (moved.base_url, moved.to("upload").base_url) == ("https://proxy.example/far", "https://proxy.example/files")


def test_a_key_of_two_parts_travels_in_two_headers_and_not_to_signed_addresses() -> None:
    both = {"X-Id": "id-1", "X-Secret": "Word secret-1"}
    assert http(Reach()).headers == http(Reach()).to("upload").headers == both
    assert http(Reach()).plain().headers == {}


def test_names_that_there_are_not_are_refused(registry: ProviderRegistry) -> None:
    with pytest.raises(SettingsError, match=r"no provider named fra .*did you mean far"):
        Reach({"fra": ProviderSettings()}).check(registry)
    assert "no address named uplaod" in refusal(registry, urls={"uplaod": "https://proxy.example"})


@pytest.mark.parametrize(
    "address",
    [
        "http://proxy.example",
        "https://127.0.0.1:9",
        "https://localhost",
        "https://10.0.0.7",
        "https://[::1]",
        "https://a.lan",
    ],
)
def test_private_addresses_need_a_setting(registry: ProviderRegistry, address: str) -> None:
    assert "allow_private = true" in refusal(registry, base_url=address)
    assert "allow_private = true" in refusal(registry, result_hosts=[address])
    allowed = Reach({"far": ProviderSettings(base_url=f"{address}/v1", allow_private=True)})
    allowed.check(registry)
    assert allowed.trusted_origins(registry) == {address}


def test_an_open_proxy_is_trusted_no_further_than_the_vendor(registry: ProviderRegistry) -> None:
    reach = Reach({"far": ProviderSettings(base_url="https://proxy.example")})
    reach.check(registry)
    assert reach.trusted_origins(registry) == frozenset()


def test_an_output_at_the_vendors_own_address_is_fetched_with_the_key() -> None:
    provider = Far(Reach().config("far", key="id-1 secret-1", http=Http(HttpPool())))
    assert provider.locate("/files/1") == (
        "https://api.far.example/v1/files/1",
        {"X-Id": "id-1", "X-Secret": "Word secret-1"},
    )
    assert provider.locate("https://cdn.example/1") == ("https://cdn.example/1", {})


def test_the_settings_say_which_of_several_keys_is_used() -> None:
    assert Far.key is not None
    assert Reach().key_of("far", Far.key) == Far.key
    named = Reach({"far": ProviderSettings(key_name="side-job")}).key_of("far", Far.key)
    assert (named.service, named.env, named.parts) == ("far:side-job", "FAR_KEY_SIDE_JOB", Far.key.parts)
