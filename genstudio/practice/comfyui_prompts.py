"""What the practised ComfyUI knows of nodes and model files, and what has become of a prompt."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

Body = dict[str, object]

MODELS: Mapping[str, tuple[str, ...]] = {
    "ckpt_name": ("practice.safetensors", "another"),
    "clip_name": ("practice-text.safetensors", "another"),
}
CLASSES = {
    "CheckpointLoaderSimple": "ckpt_name", "ImageOnlyCheckpointLoader": "ckpt_name", "CLIPLoader": "clip_name",
    "CLIPTextEncode": "", "EmptyLatentImage": "", "KSampler": "", "VAEDecode": "", "VAEEncode": "", "LoadImage": "",
    "ImageScaleToTotalPixels": "", "LTXVConditioning": "", "EmptyLTXVLatentVideo": "", "LTXVScheduler": "",
    "KSamplerSelect": "", "SamplerCustom": "", "CreateVideo": "", "SVD_img2vid_Conditioning": "",
    "VideoLinearCFGGuidance": "", "ModelSamplingSD3": "", "TextEncodeAceStepAudio": "", "ConditioningZeroOut": "",
    "EmptyAceStepLatentAudio": "", "VAEDecodeAudio": "", "LoadAudio": "", "EmptyImage": "",
    "SaveImage": "", "SaveVideo": "", "SaveAudioMP3": "",
}  # fmt: skip
"""Class of a node -> its input that names a model file."""
SAVERS: Mapping[str, tuple[str, str]] = {
    "SaveImage": ("images", "png"),
    "SaveVideo": ("images", "mp4"),
    "SaveAudioMP3": ("audio", "mp3"),
}
MIMES = {"png": "image/png", "mp4": "video/mp4", "mp3": "audio/mpeg"}


@dataclass
class Prompt:
    number: int
    id: str
    graph: dict[str, Body]
    client: str
    seconds: float
    starts: float
    interrupted: bool = False
    end: str = ""
    ready: float = field(init=False)

    def __post_init__(self) -> None:
        self.ready = self.starts + self.seconds

    def value(self, name: str, usual: float) -> float:
        found = [node["inputs"].get(name) for node in self.graph.values() if isinstance(node["inputs"], dict)]
        return next((float(each) for each in found if isinstance(each, int | float)), usual)

    @property
    def words(self) -> str:
        texts = [
            str(node["inputs"].get("text") or node["inputs"].get("tags") or "")
            for node in self.graph.values()
            if isinstance(node["inputs"], dict)
        ]
        return next(filter(None, texts), "")

    @property
    def item(self) -> list[object]:
        return [self.number, self.id, self.graph, {"client_id": self.client}, []]

    def ended(self) -> bool:
        return self.interrupted or time.monotonic() >= self.ready

    def running(self) -> bool:
        return not self.ended() and time.monotonic() >= self.starts


def fault_of(name: str, kind: str, message: str, details: str, given: object) -> Body:
    error = {"type": kind, "message": message, "details": details, "extra_info": {"received_value": given}}
    return {"errors": [error], "dependent_outputs": ["save"], "class_type": name}


def states(prompt: Prompt) -> Body:
    """As many of the nodes as have been run, and the one at work."""
    part = 1.0 if not prompt.seconds else (time.monotonic() - prompt.starts) / prompt.seconds
    place = part * len(prompt.graph)
    nodes: Body = {}
    for number, node_id in enumerate(prompt.graph):
        if number <= place:
            done = number + 1 <= place
            value = 20 if done else int((place - number) * 20)
            state = {"value": value, "max": 20, "state": "finished" if done else "running"}
            nodes[node_id] = state | {"node_id": node_id, "prompt_id": prompt.id}
    return {"prompt_id": prompt.id, "nodes": nodes}
