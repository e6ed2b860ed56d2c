"""The image encoder's network: the trunk, its last blocks trained, and the heads."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from tryon_desktop.engine.style.encoder import DIMENSIONS
from tryon_desktop.engine.style.heads import HEADS
from tryon_desktop.engine.style.image_encoder import SIDE
from tryon_desktop.training.trunk import BLOCKS, Trunk

FROZEN_BLOCKS = 4
"""Blocks of the trunk that keep their weights: those at strides 4 and 8, edges and texture."""
EARLY = (BLOCKS[FROZEN_BLOCKS - 1].out, SIDE // 8, SIDE // 8)
"""Shape of the map that leaves the frozen part."""
DEEP = (BLOCKS[-1].out, SIDE // 32, SIDE // 32)
"""Shape of the trunk's last map."""
_MIDDLE_BLOCKS = 10 - FROZEN_BLOCKS
"""Blocks after the frozen ones that lead to the map at stride 16."""
MIDDLE = 2 * BLOCKS[9].out
"""Width of the summary of that map."""
_GRID = 3
_SPREAD = 4.0
"""About the standard deviation of the last map's values, borrowed weights."""


class Frozen(nn.Module):
    """What is not trained: pictures (N, 192, 192, 3) RGB -1..1 -> early (N, 40, 24, 24)."""

    def __init__(self) -> None:
        super().__init__()
        trunk = Trunk()
        self.stem, self.blocks = trunk.stem, trunk.blocks[:FROZEN_BLOCKS]

    def forward(self, image: Tensor) -> Tensor:
        """The early map."""
        maps: Tensor = functional.relu6(self.stem[0](image.permute(0, 3, 1, 2)))
        maps = self.stem[2](functional.relu6(self.stem[1](maps)))
        for block in self.blocks:
            maps = block(maps)
        return maps


class Rest(nn.Module):
    """The trunk's later blocks: early -> deep (N, 192, 6, 6) and middle (N, 224), mean and peak at stride 16."""

    def __init__(self) -> None:
        super().__init__()
        blocks = Trunk().blocks[FROZEN_BLOCKS:]
        self.to_middle = nn.Sequential(*blocks[:_MIDDLE_BLOCKS])
        self.to_deep = nn.Sequential(*blocks[_MIDDLE_BLOCKS:])

    def forward(self, early: Tensor) -> tuple[Tensor, Tensor]:
        """Deep and middle."""
        maps = self.to_middle(early)
        return self.to_deep(maps), torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], 1)


class Head(nn.Module):
    """From the trunk's last map (N, 192, 6, 6) and `middle` to embedding, logits, colour."""

    middle_mean: Tensor
    middle_scale: Tensor

    def __init__(self, *, width: int = 512, dropout: float = 0.5) -> None:
        super().__init__()
        self.register_buffer("middle_mean", torch.zeros(MIDDLE))
        self.register_buffer("middle_scale", torch.ones(MIDDLE))
        self.dropout = nn.Dropout(dropout)
        self.join = nn.Linear(DEEP[0] * (_GRID * _GRID + 1) + MIDDLE, width)
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(width, width)
        self.classes = nn.Linear(width, sum(map(len, HEADS.values())))
        self.colour = nn.Linear(width, 3)
        self.embed = nn.Linear(width, DIMENSIONS)

    def forward(self, deep: Tensor, middle: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Embedding (N, 384) of length 1, logits (N, classes) of all heads, colour (N, 3) Lab."""
        places = functional.avg_pool2d(deep, DEEP[1] // _GRID).flatten(1)
        cloth = (middle - self.middle_mean) * self.middle_scale
        seen = torch.cat([places / _SPREAD, deep.amax((2, 3)) / _SPREAD, cloth], 1)
        hidden = functional.hardswish(self.norm(self.join(self.dropout(seen))))
        hidden = hidden + functional.hardswish(self.mix(self.dropout(hidden)))
        return functional.normalize(self.embed(hidden)), self.classes(self.dropout(hidden)), self._lab(hidden)

    def _lab(self, hidden: Tensor) -> Tensor:
        """About grey when nothing is known yet."""
        lab: Tensor = 25 * self.colour(hidden) + hidden.new_tensor([50.0, 0.0, 0.0])
        return lab

    def fit_scale(self, middle: Tensor) -> None:
        """Take mean and spread of `middle` over the training pictures."""
        self.middle_mean.copy_(middle.mean(0))
        self.middle_scale.copy_(1 / (middle.std(0) + 1e-3))


class Reader(nn.Module):
    """What is trained: the trunk's later blocks and the head."""

    def __init__(self, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.rest = Rest()
        self.head = Head(dropout=dropout)

    def forward(self, early: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Embedding, logits, colour."""
        embedding, logits, colour = self.head(*self.rest(early))
        return embedding, logits, colour


class Network(nn.Module):
    """Both together, as exported: image -> embedding, logits, colour."""

    def __init__(self, frozen: Frozen, reader: Reader) -> None:
        super().__init__()
        self.frozen, self.reader = frozen, reader

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Embedding, logits, colour."""
        embedding, logits, colour = self.reader(self.frozen(image))
        return embedding, logits, colour


def borrowed(trunk: Trunk, *, dropout: float = 0.5) -> tuple[Frozen, Reader]:
    """The two parts, started from the weights of `trunk`."""
    frozen, reader = Frozen(), Reader(dropout=dropout)
    frozen.stem.load_state_dict(trunk.stem.state_dict())
    blocks = [*frozen.blocks, *reader.rest.to_middle, *reader.rest.to_deep]
    for mine, theirs in zip(blocks, trunk.blocks, strict=True):
        mine.load_state_dict(theirs.state_dict())
    return frozen.requires_grad_(False).eval(), reader
