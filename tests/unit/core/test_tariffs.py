"""Prices by size, settings and slots, worked out by hand."""

from __future__ import annotations

import pytest

from genstudio.core.money import Measure, PriceRule
from genstudio.core.tariffs import BySettings, PerMegapixel, PerRequest, PerSlot

CLIP = BySettings(("resolution", "audio"), {"720p on": "0.40", "720p off": "0.20"}, per="second")
PICTURE = BySettings(("quality", "size"), {"low 1x1": "0.01"}, noun="picture", unset={"size": "1x1"})
NAMED = PerMegapixel("0.02", size="image_size", sizes={"square": "512x512"})


@pytest.mark.parametrize(
    ("rule", "measure", "micro"),
    [
        (PerSlot("0.80", 60), Measure({"duration": 60}), 800_000),
        (PerSlot("0.80", 60), Measure({"duration": 61}), 1_600_000),
        (PerSlot("0.80", 60), Measure({"duration": 60}, seconds=60.04), 800_000),
        (PerSlot("0.80", 60), Measure({}), None),
        (PerMegapixel("0.003"), Measure({"size": "1024x1024"}), 3_000),
        (PerMegapixel("0.003"), Measure({"size": "1025x1024"}), 6_000),
        (PerMegapixel("0.003"), Measure({}, outputs=2), 6_000),
        (PerMegapixel("0.03", "0.015"), Measure({"size": "2048x2048"}), 75_000),
        (PerMegapixel("0.003"), Measure({"size": "auto_2K"}), None),
        (NAMED, Measure({"image_size": "square"}), 20_000),
        (CLIP, Measure({"resolution": "720p", "audio": True, "duration": 8}), 3_200_000),
        (CLIP, Measure({"resolution": "720p", "audio": False, "duration": 8}, seconds=4.0), 800_000),
        (CLIP, Measure({"resolution": "4k", "audio": False, "duration": 8}), None),
        (PICTURE, Measure({"quality": "low"}, outputs=3), 30_000),
    ],
)
def test_figures(rule: PriceRule, measure: Measure, micro: int | None) -> None:
    assert rule.usd_micro(measure) == micro


def test_words() -> None:
    assert PerSlot("0.80", 60).words() == "$0.80 for each started 60 s"
    assert PerMegapixel("0.03", "0.015").words() == "$0.03 for the first megapixel, $0.015 for each further one"
    assert CLIP.words() == "$0.20 to $0.40 per second"
    assert PICTURE.words() == "$0.01 to $0.01 per picture"


def test_an_order_costs_the_same_for_any_number_of_outputs() -> None:
    assert PerRequest("0.06").usd_micro(Measure({}, outputs=2)) == 60_000
    assert PerRequest("0.06").words() == "$0.06 per order"
