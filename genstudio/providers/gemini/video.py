"""Clips by Gemini Omni, as interactions in the background (interactions.py). Docs: /gemini-api/docs/omni (read
2026-09-18)

What a file is for stands in the prompt, by Google's tags: [# Sources <FIRST_FRAME>@Image1 <LAST_FRAME>@Image2] [#
References <IMAGE_REF_0>@Image3 <VIDEO_REF_0>@Video1], counted in the order of the input. A prompt that has such tags
of its own is left as it is. `task` tells what is to be done with a video; two frames go without a task.

The result is a file at Google (`delivery: "uri"`, needed above 4 MB): the key is needed for its download, which may
be redirected to another host, where the key does not go. A fresh file may still be PROCESSING, so it is asked for its
state. The clip always has sound. There is no negative prompt; safety settings are refused. Unverified: the price of a
cancelled clip, and the 3 to 15 s of Omni 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from genstudio.core.errors import ProviderResponseError
from genstudio.core.money import PriceRule, Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject, MediaOutput, Task, TaskStatus
from genstudio.providers.base import AsyncProvider, BaseVideoProvider
from genstudio.providers.gemini import interactions
from genstudio.providers.gemini.account import NAME, VERSION, GeminiProvider
from genstudio.providers.gemini.inputs import Given, check_file, hand_over
from genstudio.providers.gemini.interactions import PATH, Interaction, Item
from genstudio.providers.gemini.moving import VIDEO_MODELS
from genstudio.providers.registry import register_provider

TAGGED = re.compile(
    r"<(FIRST_FRAME|LAST_FRAME|IMAGE_REF_\d+|VIDEO_REF_\d+|VIDEO_\d+|PREVIOUS_VIDEO)>@|<FIRST_FRAME>|<IMAGE_REF_0>"
)
FILE = re.compile(r"/(files/[\w-]+)")
ROLES = ("first_frame", "last_frame", "reference", "reference_video", "video")


@register_provider(
    "video",
    "gemini",
    description="Google's Gemini Omni: clips with sound from words, pictures and videos",
    features=("text to video", "image to video", "first and last frame", "references", "sound"),
    models=VIDEO_MODELS,
    is_async=True,
)
class GeminiVideoProvider(GeminiProvider, AsyncProvider, BaseVideoProvider):
    can_cancel: ClassVar[bool] = True
    poll_first_s: ClassVar[float] = 3.0

    async def create_task(self, request: GenerationRequest) -> Task:
        given = await hand_over(self.http, request.media)
        made = await self.http.submit(PATH, Interaction, json=encode(request, given))
        if not made.id:
            raise ProviderResponseError("Google took the request and named no task.", provider=NAME)
        return {"id": made.id, "model": request.model.wire_id}

    async def check_status(self, task: Task) -> TaskStatus:
        interaction = await self.http.read(f"{PATH}/{task['id']}", Interaction)
        price = next((each.price for each in self.models if each.wire_id == task["model"]), Unpriced())
        status = decode(interaction, price)
        if status.state != "complete":
            return status
        for output in status.outputs:
            name = FILE.search(output.url or "")
            if name is None:
                continue
            file = await check_file(self.http, name[1])
            if file.state != "complete":
                return TaskStatus(file.state, step="Preparing the file", error=file.error)
        return status

    async def cancel_task(self, task: Task) -> bool:
        stopped = await self.http.read(f"{PATH}/{task['id']}/cancel", Interaction, method="POST")
        return stopped.status == "cancelled"


def encode(request: GenerationRequest, given: Mapping[str, tuple[Given, ...]]) -> JsonObject:
    """Wire body: the files in the order of ROLES, then the words with what the files are for."""
    values = request.values
    task = values.get("task") or task_of(given)
    form: JsonObject = {"type": "video", "delivery": "uri"}
    form |= {name: values[name] for name in ("aspect_ratio", "resolution") if name in values}
    # A changed video keeps its own length.
    if "duration" in values and task not in ("edit", "upscale"):
        form["duration"] = f"{values['duration']:g}s"
    config: JsonObject = {name: values[name] for name in ("seed", "thinking_level") if name in values}
    if task:
        config["video_config"] = {"task": task}
    files: list[JsonObject] = [interactions.block(each) for role in ROLES for each in given.get(role, ())]
    body: JsonObject = {
        "model": request.model.wire_id,
        "background": True,
        "input": [*files, {"type": "text", "text": tagged(request.prompt, given)}],
        "response_format": form,
    }
    if config:
        body["generation_config"] = config
    if values.get("previous_interaction_id"):
        body["previous_interaction_id"] = values["previous_interaction_id"]
    return body


def task_of(given: Mapping[str, tuple[Given, ...]]) -> str | None:
    """What the files alone say of the task; None leaves it to the model, as Google's page does for two frames."""
    roles = {role for role, files in given.items() if files}
    if "video" in roles:
        return "edit"
    if roles == {"first_frame"}:
        return "image_to_video"
    if roles and roles <= {"reference", "reference_video"}:
        return "reference_to_video"
    return None


def tagged(prompt: str, given: Mapping[str, tuple[Given, ...]]) -> str:
    """The prompt after Google's tags for its files; one with tags for them is left as it is."""
    if TAGGED.search(prompt):
        return prompt
    roles = {role for role, files in given.items() if files} - {"video"}
    if not roles:
        return prompt
    if roles <= {"first_frame", "last_frame"}:
        return " ".join([*(f"<{role.upper()}>" for role in ROLES if role in roles), prompt])
    return " ".join([*_declared(given), prompt])


def _declared(given: Mapping[str, tuple[Given, ...]]) -> Iterator[str]:
    frames = [role for role in ROLES[:2] if given.get(role)]
    if frames:
        yield f"[# Sources {' '.join(f'<{role.upper()}>@Image{n}' for n, role in enumerate(frames, 1))}]"
    pictures = [f"<IMAGE_REF_{n}>@Image{n + 1 + len(frames)}" for n, _ in enumerate(given.get("reference", ()))]
    clips = [f"<VIDEO_REF_{n}>@Video{n + 1}" for n, _ in enumerate(given.get("reference_video", ()))]
    if pictures or clips:
        yield f"[# References {' '.join([*pictures, *clips])}]"


def decode(interaction: Interaction, price: PriceRule) -> TaskStatus:
    """Raises ProviderResponseError for an unknown state; a finished interaction without a clip is an error."""
    state = interactions.state(interaction)
    if state in ("pending", "processing"):
        return TaskStatus(state, step="Waiting at Google" if state == "pending" else "Making the clip")
    if state == "cancelled":
        return TaskStatus(state)
    found = list(interactions.media(tuple(interactions.said(interaction)), "video"))
    if state == "error" or not found:
        return TaskStatus("error", error=interactions.why_not(interaction))
    return TaskStatus(
        "complete",
        1.0,
        outputs=tuple(_output(each) for each in found),
        usd_micro=interactions.cost_micro(price, interaction.usage),
        extras={"interaction_id": interaction.id},
    )


def _output(item: Item) -> MediaOutput:
    """A clip. A file of Google's is named by its path alone: the answer names Google's host, also behind a gateway."""
    if not item.uri:
        return interactions.output(item, "video/mp4")
    name = FILE.search(item.uri)
    url = f"/{VERSION}/{name[1]}:download?alt=media" if name else item.uri
    return MediaOutput(item.mime_type or "video/mp4", url=url)
