"""Who is on stage: an instrument for each role, those named in the prompt first."""

from __future__ import annotations

from genstudio.providers.embedded.music.instruments import PATCHES, Patch
from genstudio.providers.embedded.music.prompt import Plan
from genstudio.providers.embedded.music.score import Role


def choose_patches(plan: Plan) -> dict[Role, Patch]:
    """The instruments of a piece. A role whose every instrument was refused stays empty."""
    style, rng = plan.style, plan.random("instruments")
    offered: dict[Role, tuple[str, ...]] = {
        "drums": (style.kit,) if plan.groove else (),
        "bass": style.bass,
        "chords": style.chords,
        "pad": style.pad,
        "arp": style.arp,
        "melody": style.lead,
        "counter": style.counter,
    }
    chosen: dict[Role, Patch] = {}
    for role, names in offered.items():
        # Drawn even where a named instrument takes the role: naming one must not change the others.
        drawn = rng.choice(names) if names else ""
        allowed = [name for name in (drawn, *names) if name and PATCHES[name] not in plan.refused]
        if allowed:
            chosen[role] = PATCHES[allowed[0]]
    chosen |= _named(plan.instruments)
    if plan.solo:
        alone = any(patch.family == "chords" for patch in plan.instruments) or style.name == "piano"
        stage = {"melody", "chords"} if alone else {"melody", "chords", "pad"}
        chosen = {role: patch for role, patch in chosen.items() if role in stage}
        if alone:
            chosen["chords"] = chosen["melody"]
    return chosen


def _named(named: tuple[Patch, ...]) -> dict[Role, Patch]:
    """Roles for the instruments of a prompt: tunes to soloists, chords to keys and guitars, pads to sections."""
    roles: dict[Role, Patch] = {}
    soloists = [patch for patch in named if patch.family in ("solo", "chip")]
    players = [patch for patch in named if patch.family == "chords"]
    sections = [patch for patch in named if patch.family == "section"]
    kits = [patch for patch in named if patch.family == "drums"]
    basses = [patch for patch in named if patch.family == "bass"]
    if kits:
        roles["drums"] = kits[0]
    if basses:
        roles["bass"] = basses[0]
    if soloists:
        roles["melody"] = soloists[0]
    if len(soloists) > 1:
        roles["counter"] = soloists[1]
    if players:
        roles["chords"] = players[0]
        if not soloists:
            roles["melody"] = players[-1]
        elif len(players) > 1:
            roles["arp"] = players[1]
    if sections:
        roles["pad"] = sections[0]
        if not players:
            roles["chords"] = sections[-1]
        if not players and not soloists:
            roles["melody"] = sections[0]
    return roles
