"""Price files: read when a price is asked for, and a wrong row is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from genstudio.core.money import Measure
from genstudio.providers.prices import FOLDER, Prices, read

GOOD = """
["clip-2"]
rule = "second"
usd = "0.08"
slot_s = 4
source = "https://vendor.example/pricing"
checked = 2026-11-20
"""


def test_a_row_prices_by_its_rule(tmp_path: Path) -> None:
    (tmp_path / "lumen.toml").write_text(GOOD)
    price = Prices("lumen", tmp_path)["clip-2"]
    assert price.usd_micro(Measure({"duration": 5})) == 640_000
    assert price.words() == "$0.08 per second, in steps of 4 s"
    assert price.row.checked.isoformat() == "2026-11-20"


def test_nothing_is_read_before_a_price_is_asked_for(tmp_path: Path) -> None:
    price = Prices("nobody", tmp_path)["clip-2"]
    with pytest.raises(FileNotFoundError):
        price.words()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('rule = "second"', 'rule = "decade"'),
        ("slot_s", "slots"),
        ('source = "https://vendor.example/pricing"', ""),
        ("checked = 2026-11-20", 'checked = "today"'),
        ('usd = "0.08"', ""),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "lumen.toml").write_text(GOOD.replace(old, new))
    with pytest.raises(ValueError, match=r"lumen\.toml: the price of clip-2 is wrong"):
        read(tmp_path / "lumen.toml")


def test_every_price_file_can_be_read() -> None:
    for file in FOLDER.glob("*.toml"):
        assert read(file)
