"""A request made by hand, for programs that call a provider themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from genstudio.core.errors import ProviderValidationError
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.spec import Kind, ModelSpec
from genstudio.providers.base import ProviderConfig
from genstudio.providers.registry import ProviderRegistry, provider_registry
from genstudio.transport.media import head_of, sniff

OUTPUT_FOLDER = "genstudio-"

ImageFile = Path | str | MediaInput


def create_request(
    kind: Kind,
    config: ProviderConfig,
    prompt: str,
    *,
    reference_images: Sequence[Mapping[str, ImageFile]] = (),
    media: Mapping[str, Sequence[ImageFile]] | None = None,
    reference: str = "",
    work_dir: Path | None = None,
    registry: ProviderRegistry = provider_registry,
    **values: object,
) -> GenerationRequest:
    """A request to the config's model, checked against its table; `values` are its settings by name.

    `reference_images` are {"name": ..., "image": a file} and go to the model's first role for pictures; other roles are
    named in `media`. Files that the provider makes stay in `work_dir`, a new temporary folder unless given. Raises
    ProviderValidationError for anything that the model does not take, NotFoundError for an unknown provider or model.
    """
    model = registry.model(kind, config.provider, config.model)
    files: dict[str, list[MediaInput]] = {}
    for role, given in (media or {}).items():
        files[role] = [_file(each) for each in given]
    if reference_images:
        role = _picture_role(model)
        files[role] = [*files.get(role, []), *(_file(each["image"], str(each["name"])) for each in reference_images)]
    model.check_media({role: len(each) for role, each in files.items()})
    return REQUEST_CLASSES[kind](
        model,
        model.clean_prompt(prompt),
        model.clean_values(values),
        {role: tuple(each) for role, each in files.items()},
        reference=reference,
        work_dir=work_dir if work_dir is not None else Path(tempfile.mkdtemp(prefix=OUTPUT_FOLDER)),
    )


def _picture_role(model: ModelSpec) -> str:
    for role in model.inputs:
        if role.media == "image":
            return role.name
    raise ProviderValidationError(f"{model.label} takes no reference images.", field="reference_images")


def _file(given: ImageFile, name: str = "") -> MediaInput:
    if isinstance(given, MediaInput):
        return given
    path = Path(given)
    try:
        mime = sniff(head_of(path))
    except OSError as error:
        raise ProviderValidationError(f"The file {path.name} cannot be read.", detail=str(error)) from error
    if mime is None:
        raise ProviderValidationError(f"The file {path.name} is neither a picture, nor sound, nor video.")
    return MediaInput(path, mime, name or path.name)
