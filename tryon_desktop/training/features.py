"""What the frozen part of the network says of every training picture, in several views, computed once.

Nothing of that part changes during training, so running it again each epoch would only cost time: this is what lets
the whole training fit into an hour on two cores. onnxruntime runs it some three times faster than torch on a CPU.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import onnxruntime as ort
import torch
from torch import nn

from tryon_desktop.engine.arrays import F32, U8, Bool
from tryon_desktop.engine.onnx_options import session_options
from tryon_desktop.engine.style.describe import describe
from tryon_desktop.engine.style.image_encoder import SIDE
from tryon_desktop.training.augment import augmented, ground_of, placed, shown
from tryon_desktop.training.drawn import Drawn
from tryon_desktop.training.evaluate import spec_colours
from tryon_desktop.training.export import to_onnx
from tryon_desktop.training.labels import KIND_CAPTIONS, known_of_kind, known_of_spec
from tryon_desktop.training.network import COVER, FROZEN, Frozen
from tryon_desktop.training.photographs import Photographs

_BATCH = 16

Half: TypeAlias = np.ndarray[Any, np.dtype[np.float16]]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """N pictures in V views. maps: float16 arrays (N, V, ...) that go into the network together: the frozen part's map
    and, once `settled`, the map at stride 16; cover: (N, V, 24, 24) float16, how much of each place is garment, NaN
    where unknown; known (N, classes) bool; colour (N, 3) float32 Lab, NaN where unknown; captions: N lists of texts,
    each as good as the other.
    """

    maps: tuple[Half, ...]
    cover: Half
    known: Bool
    colour: F32
    captions: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.known)

    @property
    def views(self) -> int:
        """How many there are of each picture."""
        return int(self.maps[0].shape[1])

    @property
    def photograph(self) -> Bool:
        """(N,) bool: which are photographs; their colours are not known."""
        return np.asarray(np.isnan(self.colour).any(1))


class FrozenSession:
    """Runs the frozen part: pictures (N, 192, 192, 3) uint8 BGR -> its maps, float16."""

    def __init__(self, frozen: Frozen) -> None:
        model = to_onnx(frozen, [("image", torch.zeros(1, SIDE, SIDE, 3))], ["maps"])
        self._session = ort.InferenceSession(
            model.SerializeToString(), session_options(), providers=["CPUExecutionProvider"]
        )

    def __call__(self, pictures: U8) -> Half:
        """Run one batch."""
        batch = pictures[..., ::-1].astype(np.float32) / 127.5 - 1
        return np.asarray(self._session.run(["maps"], {"image": batch})[0], np.float16)


def photograph_features(
    photographs: Photographs, run: FrozenSession, *, views: int, seed: int, tick: Callable[[int], None]
) -> Features:
    """View 0 is the picture as it is, view 1 its mirror image, the others are augmented."""

    def view(row: int, number: int) -> tuple[U8, U8 | None]:
        picture = photographs.pictures[row]
        if number < 2:
            plain = augmented(picture, SIDE, np.random.default_rng(0), strength=0)
            return plain if number == 0 else np.ascontiguousarray(plain[:, ::-1]), None
        return augmented(picture, SIDE, np.random.default_rng((seed, row, number))), None

    known = np.array([known_of_kind(kind) for kind in photographs.kinds])
    captions = tuple((KIND_CAPTIONS[kind],) for kind in photographs.kinds)
    colour = np.full((len(known), 3), np.nan, np.float32)
    return _computed(len(known), views, view, run, tick, known, colour, captions)


def drawn_features(
    drawn: Drawn, grounds: U8, run: FrozenSession, *, views: int, seed: int, tick: Callable[[int], None]
) -> Features:
    """View 0 shows the garment as a shop does, every other lays it anew on some ground.

    grounds: photographs whose corners may serve as one.
    """

    def view(row: int, number: int) -> tuple[U8, U8 | None]:
        rng = np.random.default_rng((seed, row, number))
        if number == 0:
            return shown(drawn.pictures[row], SIDE, rng)
        ground = ground_of(grounds[int(rng.integers(len(grounds)))], SIDE, rng)
        return placed(drawn.pictures[row], ground, SIDE, rng)

    known = np.array([known_of_spec(spec) for spec in drawn.specs])
    captions = tuple((describe(spec, "en"), describe(spec, "zh")) for spec in drawn.specs)
    return _computed(len(known), views, view, run, tick, known, spec_colours(drawn.specs), captions)


def settled(features: Features, middle: nn.Module, tick: Callable[[int], None] = lambda _: None) -> Features:
    """The same pictures with the map at stride 16 beside: with that the later blocks can be trained far faster."""
    frozen = features.maps[0]
    model = to_onnx(middle, [("maps", torch.zeros(1, *frozen.shape[2:]))], ["middle"])
    session = ort.InferenceSession(model.SerializeToString(), session_options(), providers=["CPUExecutionProvider"])
    rows = []
    for row in range(len(features)):
        rows.append(session.run(["middle"], {"maps": frozen[row].astype(np.float32)})[0].astype(np.float16))
        tick(1)
    return replace(features, maps=(frozen, np.array(rows)))


def joined(parts: Sequence[Features]) -> Features:
    """One after the other; views are repeated where a part has fewer than another."""
    views = max(part.views for part in parts)
    orders = [[view % part.views for view in range(views)] for part in parts]
    maps = tuple(
        np.concatenate([part.maps[number][:, order] for part, order in zip(parts, orders, strict=True)])
        for number in range(len(parts[0].maps))
    )
    covers = [part.cover[:, order] for part, order in zip(parts, orders, strict=True)]
    return Features(
        maps,
        np.concatenate(covers),
        np.concatenate([part.known for part in parts]),
        np.concatenate([part.colour for part in parts]),
        tuple(caption for part in parts for caption in part.captions),
    )


def kept(path: Path, settings: dict[str, Any], make: Callable[[], Features]) -> Features:
    """What `path` holds if it was made with the same settings, else made and written there."""
    text = json.dumps(settings, sort_keys=True)
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["settings"]) == text:
                captions = tuple(tuple(row) for row in json.loads(str(file["captions"])))
                return Features((file["maps"],), file["cover"], file["known"], file["colour"], captions)
    except (OSError, ValueError, KeyError):
        pass
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(file, settings=np.array(text), maps=made.maps[0], cover=made.cover, known=made.known,
                 colour=made.colour, captions=np.array(json.dumps(made.captions, ensure_ascii=False)))  # fmt: skip
    os.replace(part, path)
    return made


def fingerprint(frozen: Frozen) -> str:
    """Digest of the frozen weights, for `kept`'s settings."""
    digest = hashlib.sha256()
    for tensor in frozen.state_dict().values():
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()[:16]


def _computed(
    count: int, views: int, view: Callable[[int, int], tuple[U8, U8 | None]], run: FrozenSession,
    tick: Callable[[int], None], known: Bool, colour: F32, captions: tuple[tuple[str, ...], ...],
) -> Features:  # fmt: skip
    maps = np.empty((count * views, *FROZEN), np.float16)
    cover = np.full((count * views, COVER, COVER), np.nan, np.float16)
    jobs = [(row, number) for row in range(count) for number in range(views)]
    for start in range(0, len(jobs), _BATCH):
        some = [view(row, number) for row, number in jobs[start : start + _BATCH]]
        for place, (_, alpha) in enumerate(some, start):
            if alpha is not None:
                small = cv2.resize(alpha, (COVER, COVER), interpolation=cv2.INTER_AREA)
                cover[place] = small.astype(np.float16) / 255
        maps[start : start + len(some)] = run(np.stack([picture for picture, _ in some]))
        tick(len(some))
    both = (maps.reshape(count, views, *FROZEN),), cover.reshape(count, views, COVER, COVER)
    return Features(*both, known, colour, captions)
