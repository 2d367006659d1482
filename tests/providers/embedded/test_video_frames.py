"""Frames: the picture is read between its pixels, water ripples, particles glide."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.providers.embedded.video.arrays import Bytes, Floats
from genstudio.providers.embedded.video.brush import Mask, disc, flare, petal, ring, shine, stamp, streak
from genstudio.providers.embedded.video.camera import CELL, Camera
from genstudio.providers.embedded.video.particles import SWARMS, Particles, choose_particles
from genstudio.providers.embedded.video.warp import VIGNETTE, Warp
from genstudio.providers.embedded.video.water import find_water

SIZE = (320, 180)


def grid(size: tuple[int, int], across: tuple[float, float], down: tuple[float, float]) -> tuple[Floats, Floats]:
    """Mesh points that show the given parts (from, to in fractions of the picture) over the whole frame."""
    columns, rows = -(-size[0] // CELL) + 1, -(-size[1] // CELL) + 1
    x = across[0] + (across[1] - across[0]) * np.arange(columns, dtype=np.float32) * CELL / size[0]
    y = down[0] + (down[1] - down[0]) * np.arange(rows, dtype=np.float32) * CELL / size[1]
    return np.broadcast_to(x[None], (rows, columns)), np.broadcast_to(y[:, None], (rows, columns))


def scene(width: int, height: int) -> Bytes:
    y, x = np.mgrid[:height, :width]
    return np.stack((x * 255 / width, y * 255 / height, (x + y) * 255 / (width + height)), axis=-1).astype(np.uint8)


def test_a_frame_is_the_picture() -> None:
    picture = scene(*SIZE)
    frame = Warp(picture, SIZE, None, seed=1).draw(*grid(SIZE, (0, 1), (0, 1)), 0.0, 1.0)
    assert frame.shape == (180, 320, 4)
    middle = frame[60:120, 110:210, :3].astype(int)
    assert np.abs(middle - picture[60:120, 110:210]).max() <= 2
    assert frame[0, 0, 1] <= picture[0, 0, 1]


def test_corners_are_darker_but_never_black() -> None:
    white = np.full((180, 320, 3), 255, np.uint8)
    frame = Warp(white, SIZE, None, seed=1).draw(*grid(SIZE, (0, 1), (0, 1)), 0.0, 1.0)[..., :3]
    assert frame[90, 160].min() == 255
    assert 255 * (1 - VIGNETTE) - 2 <= frame.min() < 230


def test_a_stretched_edge_is_smooth() -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:, 20:] = 240
    frame = Warp(picture, SIZE, None, seed=1).draw(*grid(SIZE, (0.4, 0.6), (0.4, 0.6)), 0.0, 1.0)[90, :, 0].astype(int)
    # 8 of the picture's pixels fill 320: the step spreads over 40 pixels, a few levels each.
    assert np.abs(np.diff(frame)).max() <= 9
    assert frame[5] < 5
    assert frame[-5] > 215


def test_light_dims_everything() -> None:
    warp = Warp(scene(*SIZE), SIZE, None, seed=1)
    mesh = grid(SIZE, (0, 1), (0, 1))
    full, half = (warp.draw(*mesh, 0.0, light)[..., :3].mean() for light in (1.0, 0.5))
    assert half == pytest.approx(full / 2, rel=0.02)
    assert warp.draw(*mesh, 0.0, 0.0)[..., :3].max() == 0


def test_water_ripples_below_its_line_alone() -> None:
    picture = np.full((180, 320, 3), 128, np.uint8)
    picture[:, ::8] = 160
    warp = Warp(picture, SIZE, find_water(picture, 0.5), seed=1)
    mesh = grid(SIZE, (0, 1), (0, 1))
    before, after = (warp.draw(*mesh, seconds, 1.0).astype(int) for seconds in (0.0, 0.7))
    changed = np.abs(before - after).max(axis=(1, 2))
    assert changed[:88].max() == 0
    assert changed[150:].min() > 5


def test_what_stands_dark_before_the_water_holds_still() -> None:
    picture = np.full((180, 320, 3), 150, np.uint8)
    picture[:, ::8] = 190
    picture[100:, 140:180] = 8
    water = find_water(picture, 0.5)
    assert water is not None
    assert water.open_water[-10, 128] == 0
    assert water.open_water[-10, 40] == 1
    assert find_water(picture, None) is None


@pytest.mark.parametrize("kind", SWARMS)
def test_a_swarm_shows_moves_and_repeats(kind: str) -> None:
    flat = np.zeros((54, 96), np.float32)
    camera = Camera("pan right", 0.6, 6, SIZE, flat)

    def drawn(seed: int, seconds: float, light: float = 1.0) -> Bytes:
        frame = np.full((180, 320, 4), 40, np.uint8)
        Particles(kind, SIZE, camera, flat, seed).draw(frame, 0.5, seconds, light)
        return frame

    frame = drawn(1, 2.0)
    assert (frame[..., :3] != 40).any(axis=2).sum() > 40
    assert (frame[..., 3] == 40).all()
    assert np.array_equal(frame, drawn(1, 2.0))
    assert not np.array_equal(frame, drawn(1, 2.3))
    assert not np.array_equal(frame, drawn(2, 2.0))
    assert drawn(1, 2.0, light=0.0).max() <= 40, "in the dark they shine no more"


@pytest.mark.parametrize("kind", sorted(set(SWARMS) - {"rain"}))
def test_particles_do_not_jump_where_they_can_be_seen(kind: str) -> None:
    flat = np.zeros((54, 96), np.float32)
    swarm = Particles(kind, SIZE, Camera("push in", 1.0, 6, SIZE, flat), flat, 3)
    before = np.stack(swarm.places(0.0, 0.0))
    for number in range(1, 145):
        now = np.stack(swarm.places(number / 144, number / 24))
        jumped = np.abs(now - before).max(axis=0) > 6
        outside = (now < 0).any(axis=0) | (now[0] > SIZE[0]) | (now[1] > SIZE[1])
        assert not (jumped & ~outside).any()
        before = now


def test_near_particles_are_drawn_last_and_larger() -> None:
    flat = np.zeros((54, 96), np.float32)
    swarm = Particles("snow", SIZE, Camera("orbit", 0.6, 6, SIZE, flat), flat, 3)
    assert (np.diff(swarm.depth) >= 0).all()
    assert (np.diff(swarm.radius) >= 0).all()
    assert swarm.radius[-1] > 2 * swarm.radius[0]


def test_stars_stay_out_of_the_foreground() -> None:
    nearness = np.zeros((54, 96), np.float32)
    nearness[20:] = 1
    camera = Camera("push in", 0.0, 6, SIZE, nearness)
    frame = np.zeros((180, 320, 4), np.uint8)
    Particles("stars", SIZE, camera, nearness, 5).draw(frame, 0.0, 1.0, 1.0)
    assert frame[:60].max() > 100
    assert frame[90:].max() == 0


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("A snowy village", "snow"),
        ("a train under a rainbow", "dust"),
        ("rain over the city", "rain"),
        ("fireflies in a forest", "fireflies"),
        ("a campfire... fire under the starry sky", "embers"),
        ("starting a new day", "dust"),
        ("the night sky and a planet", "stars"),
        ("cherry blossoms", "petals"),
        ("an autumn park", "leaves"),
        ("coral reef", "bubbles"),
        ("", "dust"),
    ],
)
def test_words_choose_the_particles(prompt: str, kind: str) -> None:
    assert choose_particles(prompt) == kind


def middle(mask: Mask) -> tuple[float, float]:
    rows, columns = mask.cover.shape
    total = mask.cover.sum()
    x = (mask.cover.sum(axis=0) * (mask.left + np.arange(columns) + 0.5)).sum() / total
    y = (mask.cover.sum(axis=1) * (mask.top + np.arange(rows) + 0.5)).sum() / total
    return float(x), float(y)


@pytest.mark.parametrize("place", [(20.0, 30.0), (20.3, 30.6), (20.55, 30.05)])
def test_shapes_lie_where_they_are_told_to_a_tenth_of_a_pixel(place: tuple[float, float]) -> None:
    for mask in (disc(place, 2.0, 1.0), flare(place, 2.0, 1.0), petal(place, 8.0, 0.0, 1.0, 1.0)):
        assert middle(mask)[1] == pytest.approx(place[1], abs=0.1)
        assert 0 <= mask.cover.min() <= mask.cover.max() <= 1
    assert middle(disc(place, 2.0, 1.0))[0] == pytest.approx(place[0], abs=0.1)
    assert ring(place, 6.0, 1.0).cover.max() <= 1
    assert streak(place, 1.0, 20.0, -0.1, 0.5).cover.max() <= 0.5


@pytest.mark.parametrize("place", [(-3.0, -2.0), (12.0, 9.0), (500.0, 2.0), (-80.0, 400.0)])
def test_shapes_at_and_beyond_the_edge_are_cut_off(place: tuple[float, float]) -> None:
    frame = np.zeros((10, 12, 4), np.uint8)
    white = np.array([255, 255, 255], np.float32)
    stamp(frame, white, disc(place, 3.0, 1.0))
    shine(frame, white, disc(place, 3.0, 1.0))
    assert (frame.max() > 0) == (abs(place[0]) < 20)
    assert frame[..., 3].max() == 0
