"""The files of a request as its model takes them, made once before the purchase and told in the result."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

from genstudio.core.errors import DiskFullError, ProviderValidationError
from genstudio.core.request import GenerationRequest, MediaInput
from genstudio.core.spec import InputRole
from genstudio.storage.fitting import UnfitError, fit_image
from genstudio.storage.fitting_sound import fit_sound

CHANGED = "changed.json"
NOTE = "{role}: {before} sent as {after}"


def fit(request: GenerationRequest, folder: Path) -> GenerationRequest:
    """The request with its pictures and sounds converted below `folder` where their role says what is taken; blocks.

    Raises ProviderValidationError for a file that cannot be converted, DiskFullError: nothing was bought yet.
    """
    try:
        return _fit_all(request, folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError("The disk is full. Nothing was charged; free some space and try again.") from error
        raise


def _fit_all(request: GenerationRequest, folder: Path) -> GenerationRequest:
    roles = {role.name: role for role in request.model.inputs if role.fits}
    notes: list[str] = []
    media = {
        name: tuple(_fit(roles[name], each, folder / f"{name}-{number}", notes) for number, each in enumerate(files))
        if name in roles
        else files
        for name, files in request.media.items()
    }
    if notes:
        (folder / CHANGED).write_text(json.dumps(notes, ensure_ascii=False), encoding="utf-8")
    return replace(request, media=media)


def changes(folder: Path) -> list[str]:
    """What `fit` changed, also in an earlier process."""
    try:
        told: list[str] = json.loads((folder / CHANGED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return told


def _fit(role: InputRole, file: MediaInput, target: Path, notes: list[str]) -> MediaInput:
    try:
        if role.media == "audio":
            fitted = fit_sound(file.path, file.mime, target, types=role.types, max_bytes=role.max_bytes)
        else:
            fitted = fit_image(
                file.path, file.mime, target, types=role.types, max_bytes=role.max_bytes, max_side=role.max_side
            )
    except UnfitError as error:
        raise ProviderValidationError(
            f"{role.label}: this file could not be made into one that the model takes. Nothing was charged.",
            field=role.name,
            detail=str(error),
        ) from error
    if fitted.after:
        notes.append(NOTE.format(role=role.label, before=fitted.before, after=fitted.after))
    return MediaInput(fitted.path, fitted.mime, file.name)
