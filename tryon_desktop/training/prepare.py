"""From a folder of photographs to what the network trains on; each step is kept in the work folder."""

from __future__ import annotations

import numpy as np

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.models import model_path
from tryon_desktop.training.features import (
    Features,
    FrozenSession,
    drawn_features,
    fingerprint,
    joined,
    kept,
    photograph_features,
)
from tryon_desktop.training.network import Frozen, Reader, borrowed
from tryon_desktop.training.photographs import Split
from tryon_desktop.training.pictures import DRAWN_VAL, Progress, Recipe, read_drawn, read_photographs
from tryon_desktop.training.trunk import Trunk, borrow_weights


def prepare(recipe: Recipe, frozen: Frozen, progress: Progress) -> tuple[Features, Features]:
    """Training and validation pictures as the frozen part of the network sees them. Raises InputError, ModelError."""
    photographs = read_photographs(recipe, progress)
    run = FrozenSession(frozen)
    settings = {"weights": fingerprint(frozen), "seed": recipe.seed}

    def of_photographs(split: Split, views: int) -> Features:
        some = photographs.of(split)

        def made() -> Features:
            tick = progress(f"{split} photographs", views * len(some.names))
            return photograph_features(some, run, views=views, seed=recipe.seed, tick=tick)

        facts = {**settings, "views": views, "names": some.names}
        return kept(recipe.work / f"features-photographs-{split}.npz", facts, made)

    def of_drawn(split: str, count: int, seed: int, views: int) -> Features:
        drawn = read_drawn(recipe.work, count, seed, progress, dyes=recipe.dyes if split == "train" else 1)
        grounds = photographs.of("train").pictures

        def made() -> Features:
            tick = progress(f"{split} garments", views * count)
            return drawn_features(drawn, grounds, run, views=views, seed=seed, tick=tick)

        facts = {**settings, "views": views, "count": count, "drawn": seed, "first": drawn.specs[0].model_dump_json()}
        return kept(recipe.work / f"features-drawn-{split}.npz", facts, made)

    train = [of_photographs("train", recipe.views)]
    val = [of_photographs("val", 2)]
    if recipe.drawn:
        train.append(of_drawn("train", recipe.drawn, recipe.seed, recipe.drawn_views))
        val.append(of_drawn("val", DRAWN_VAL, recipe.seed + 1, 2))
    return joined(train), joined(val)


def starting_network(*, borrow: bool = True) -> tuple[Frozen, Reader]:
    """The network before training; borrow: from the bundled pose detector's weights. Raises ModelError."""
    trunk = Trunk()
    if borrow:
        borrow_weights(trunk, model_path("pose_detector"))
    frozen, reader = borrowed(trunk)
    if not all(bool(np.isfinite(tensor.numpy()).all()) for tensor in frozen.state_dict().values()):
        raise ModelError("the pose detector's weights are not finite")
    return frozen, reader
