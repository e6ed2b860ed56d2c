"""The image encoder's network: the trunk, its last blocks trained, and the heads."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from tryon_desktop.engine.style.encoder import DIMENSIONS
from tryon_desktop.engine.style.heads import HEADS
from tryon_desktop.engine.style.image_encoder import SIDE
from tryon_desktop.training.trunk import BLOCKS, Trunk

FROZEN_BLOCKS = 11
"""Blocks of the trunk that keep their weights: up to the first at stride 32."""
DEEP = (BLOCKS[FROZEN_BLOCKS - 1].out, SIDE // 32, SIDE // 32)
"""Shape of the map that leaves the frozen part."""
MIDDLE = 2 * Trunk.middle_width
"""Width of the summary of the map at stride 16."""
_MIDDLE_BLOCK = 10
_GRID = 3
_SPREAD = 4.0
"""About the standard deviation of the last map's values, borrowed weights."""


class Frozen(nn.Module):
    """What is not trained: pictures (N, 192, 192, 3) RGB -1..1 -> deep (N, 192, 6, 6), middle (N, 224)."""

    def __init__(self) -> None:
        super().__init__()
        trunk = Trunk()
        self.stem, self.blocks = trunk.stem, trunk.blocks[:FROZEN_BLOCKS]

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Deep and middle."""
        maps = image.permute(0, 3, 1, 2)
        maps = functional.relu6(self.stem[0](maps))
        maps = self.stem[2](functional.relu6(self.stem[1](maps)))
        for block in self.blocks[:_MIDDLE_BLOCK]:
            maps = block(maps)
        middle = torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], 1)
        for block in self.blocks[_MIDDLE_BLOCK:]:
            maps = block(maps)
        return maps, middle


class Head(nn.Module):
    """From the trunk's last map (N, 192, 6, 6) and `middle` to embedding, logits, colour."""

    middle_mean: Tensor
    middle_scale: Tensor

    def __init__(self, *, width: int = 512, dropout: float = 0.5) -> None:
        super().__init__()
        self.register_buffer("middle_mean", torch.zeros(MIDDLE))
        self.register_buffer("middle_scale", torch.ones(MIDDLE))
        self.dropout = nn.Dropout(dropout)
        self.join = nn.Linear(Trunk.width * (_GRID * _GRID + 1) + MIDDLE, width)
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
    """What is trained: the trunk's last blocks and the head."""

    def __init__(self, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*Trunk().blocks[FROZEN_BLOCKS:])
        self.head = Head(dropout=dropout)

    def forward(self, deep: Tensor, middle: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Embedding, logits, colour."""
        embedding, logits, colour = self.head(self.settle(deep), middle)
        return embedding, logits, colour

    def settle(self, deep: Tensor) -> Tensor:
        """The trunk's last map."""
        settled: Tensor = self.blocks(deep)
        return settled


class Network(nn.Module):
    """Both together, as exported: image -> embedding, logits, colour."""

    def __init__(self, frozen: Frozen, reader: Reader) -> None:
        super().__init__()
        self.frozen, self.reader = frozen, reader

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Embedding, logits, colour."""
        deep, middle = self.frozen(image)
        embedding, logits, colour = self.reader(deep, middle)
        return embedding, logits, colour


def borrowed(trunk: Trunk, *, dropout: float = 0.5) -> tuple[Frozen, Reader]:
    """The two parts, started from the weights of `trunk`."""
    frozen, reader = Frozen(), Reader(dropout=dropout)
    frozen.stem.load_state_dict(trunk.stem.state_dict())
    frozen.blocks.load_state_dict(trunk.blocks[:FROZEN_BLOCKS].state_dict())
    reader.blocks.load_state_dict(trunk.blocks[FROZEN_BLOCKS:].state_dict())
    return frozen.requires_grad_(False).eval(), reader
