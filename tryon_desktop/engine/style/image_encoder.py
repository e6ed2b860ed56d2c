"""A picture of a garment to a vector of the text encoder's space and to attributes with probabilities.

The network is trained here (`tryon_desktop.training`); model card: models/cards/image_encoder.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import onnxruntime as ort
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, NoSuchFile

from tryon_desktop.engine.arrays import F32, U8, frozen
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.onnx_options import session_options
from tryon_desktop.engine.style.encoder import Session
from tryon_desktop.engine.style.heads import CATEGORIES_OF, HEADS, Kind, head_slices

SIDE = 192
"""Height and width of the network's input, pixels."""
_GROUND = 200
OUTPUTS = ("embedding", "logits", "colour")


@dataclass(frozen=True, slots=True, eq=False)
class ImageReading:
    """What the network says of one picture.

    embedding: (384,) float32 of length 1, to be compared with passages of the text encoder. probabilities: head ->
    class -> probability, each head summing to 1. colour: #rrggbb of the cloth, rough: photographs differ in light.
    """

    embedding: F32
    probabilities: Mapping[str, Mapping[str, float]]
    colour: str

    def best(self, head: str) -> tuple[str, float]:
        """The likeliest class of `head` and its probability. Raises KeyError when there is no such head."""
        table = self.probabilities[head]
        name = max(table, key=lambda one: table[one])
        return name, table[name]

    @property
    def wearable(self) -> float:
        """Probability that this is something that can be tried on, and not shoes, a hat or a baby's bodysuit."""
        return sum(share for kind, share in self.probabilities["kind"].items() if CATEGORIES_OF[Kind(kind)])

    def categories(self) -> dict[Category, float]:
        """Category -> probability, kinds and categories read together; sums to 1.

        Each kind's probability is shared among the categories that it may be: half of it evenly, half as the head of
        categories weighs them, because that head learnt from drawn garments alone.
        """
        fine = self.probabilities["category"]
        shares = dict.fromkeys(Category, 0.0)
        for name, share in self.probabilities["kind"].items():
            members = CATEGORIES_OF[Kind(name)]
            whole = sum(fine[one] for one in members)
            for one in members:
                even = 1 / len(members)
                shares[one] += share * (even + (fine[one] / whole if whole > 1e-9 else even)) / 2
        total = sum(shares.values())
        return {one: share / total if total > 1e-9 else 1 / len(shares) for one, share in shares.items()}


class ImageEncoder:
    """Pictures to readings. session: image (n, 192, 192, 3) float32 RGB -1..1 -> embedding, logits, colour (Lab).

    mirrored: read the mirror image too and take the mean; twice the time, a little surer.
    Safe to call from several threads when the session is.
    """

    def __init__(self, session: Session, *, mirrored: bool = False) -> None:
        self._session = session
        self._mirrored = mirrored

    def __call__(self, picture: U8) -> ImageReading:
        """Read one picture, (H, W, 3) BGR or (H, W, 4) BGRA uint8, of one garment that fills most of it."""
        embedding, logits, colour = self.raw(picture)
        tables = {
            head: MappingProxyType(dict(zip(HEADS[head], softmax(logits[place]).tolist(), strict=True)))
            for head, place in head_slices().items()
        }
        return ImageReading(frozen(embedding), MappingProxyType(tables), _hex(colour))

    def raw(self, picture: U8) -> tuple[F32, F32, F32]:
        """Embedding (384,) of length 1, logits of all heads side by side, colour (3,) Lab."""
        batch = prepared(picture)[None]
        if self._mirrored:
            batch = np.concatenate([batch, batch[:, :, ::-1]])
        outputs = self._session.run(OUTPUTS, {"image": np.ascontiguousarray(batch)})
        embedding, logits, colour = (np.asarray(output, np.float32).mean(0) for output in outputs)
        return np.asarray(embedding / max(float(np.linalg.norm(embedding)), 1e-9), np.float32), logits, colour


def prepared(picture: U8) -> F32:
    """The network's input of one picture: squeezed to (192, 192, 3) float32 RGB -1..1; what is transparent is grey."""
    if picture.ndim != 3 or picture.shape[2] not in (3, 4) or picture.dtype != np.uint8 or 0 in picture.shape:
        raise ValueError(f"expected (H, W, 3) or (H, W, 4) uint8, got {picture.shape} {picture.dtype}")
    if picture.shape[2] == 4:
        alpha = picture[..., 3:].astype(np.float32) / 255
        picture = (picture[..., :3] * alpha + _GROUND * (1 - alpha)).astype(np.uint8)
    square = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(square[..., ::-1].astype(np.float32) / 127.5 - 1, np.float32)


def load_image_encoder(*, mirrored: bool = False) -> ImageEncoder | None:
    """The bundled encoder on the CPU, or None where its file is missing or altered (`doctor` says which)."""
    try:
        network = model_path("image_encoder")
    except ModelError:
        return None
    return open_image_encoder(network, mirrored=mirrored)


def open_image_encoder(path: Path, *, mirrored: bool = False) -> ImageEncoder:
    """An encoder from any file of the same ports. Raises ModelError when onnxruntime cannot load it."""
    try:
        session = ort.InferenceSession(str(path), session_options(), providers=["CPUExecutionProvider"])
    except (RuntimeError, ValueError, OSError, InvalidProtobuf, InvalidGraph, Fail, NoSuchFile) as error:
        raise ModelError(f"{path.name} cannot be loaded as a network") from error
    return ImageEncoder(session, mirrored=mirrored)


def softmax(logits: F32) -> F32:
    """Logits to probabilities, over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


def _hex(lab: F32) -> str:
    bgr = cv2.cvtColor(lab.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_Lab2BGR)[0, 0]
    blue, green, red = (int(np.clip(round(float(value) * 255), 0, 255)) for value in bgr)
    return f"#{red:02x}{green:02x}{blue:02x}"
