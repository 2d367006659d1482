"""The whole studio with the test vendor's providers: `python -m tests.vendor.app`, with the options of `app.py`.

TEST_VENDOR_URL names where the vendor runs; its providers say that it is a server of one's own.
"""

from __future__ import annotations

import os
import sys

from genstudio.cli import main
from genstudio.providers.registry import provider_registry
from tests.vendor import provider, third_party


def run(arguments: list[str]) -> None:
    url = os.environ["TEST_VENDOR_URL"]
    provider_registry.load()  # first, so that the providers of the product come first in every list
    provider.register(provider_registry, url)
    third_party.register(provider_registry)
    main(["serve", *arguments])


if __name__ == "__main__":
    run(sys.argv[1:])
