"""The image encoder's network: the trunk, its last blocks trained, and the heads.

Beside what the trunk makes of a picture the heads are told three things directly, because a trunk that learnt to find
people throws them away: which part of the picture is the garment (a soft cover, learnt from drawn garments), what
colours are under it, and how its cloth is grained there.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from tryon_desktop.engine.style.encoder import DIMENSIONS
from tryon_desktop.engine.style.heads import HEADS, head_slices
from tryon_desktop.engine.style.image_encoder import SIDE
from tryon_desktop.training.trunk import BLOCKS, Trunk

FROZEN_BLOCKS = 4
"""Blocks of the trunk that keep their weights: those at strides 4 and 8, edges and texture."""
COVER = SIDE // 8
"""Height and width of the frozen part's map, and of the cover."""
_EDGES = BLOCKS[FROZEN_BLOCKS - 1].out
_GRAIN = BLOCKS[1].out
FROZEN = (_EDGES + 3 + _GRAIN, COVER, COVER)
"""Shape of what leaves the frozen part: the trunk's map, RGB, and how much the finer map varies in each place."""
_MIDDLE_BLOCKS = 10 - FROZEN_BLOCKS
MIDDLE = (BLOCKS[9].out, SIDE // 16, SIDE // 16)
"""Shape of the map at stride 16."""
DEEP = (BLOCKS[-1].out, SIDE // 32, SIDE // 32)
"""Shape of the trunk's last map."""
_GRID = 3
_HUES = 32
_SPREAD = 4.0
"""About the standard deviation of the last map's values, borrowed weights."""
_SUMMARY = 2 * MIDDLE[0] + 2 * _EDGES + _GRAIN
_TONES = 6 + _HUES


class Frozen(nn.Module):
    """What is not trained: pictures (N, 192, 192, 3) RGB -1..1 -> (N, 67, 24, 24)."""

    def __init__(self) -> None:
        super().__init__()
        trunk = Trunk()
        self.stem, self.blocks = trunk.stem, trunk.blocks[:FROZEN_BLOCKS]

    def forward(self, image: Tensor) -> Tensor:
        """Edges, colours and grain, one above the other."""
        picture = image.permute(0, 3, 1, 2)
        maps: Tensor = functional.relu6(self.stem[0](picture))
        maps = self.stem[2](functional.relu6(self.stem[1](maps)))
        fine = self.blocks[1](self.blocks[0](maps))
        edges = self.blocks[3](self.blocks[2](fine))
        varies = functional.avg_pool2d(fine * fine, 2) - functional.avg_pool2d(fine, 2).square()
        return torch.cat([edges, functional.avg_pool2d(picture, 8), varies.clamp(min=0).add(1e-6).sqrt()], 1)


class Head(nn.Module):
    """From the three maps to embedding, logits, colour and cover."""

    summary_mean: Tensor
    summary_scale: Tensor

    def __init__(self, *, width: int = 512, dropout: float = 0.5) -> None:
        super().__init__()
        self.register_buffer("summary_mean", torch.zeros(_SUMMARY))
        self.register_buffer("summary_scale", torch.ones(_SUMMARY))
        self.dropout, self.lightly = nn.Dropout(dropout), nn.Dropout(dropout / 5)
        self.cover_near = nn.Conv2d(_EDGES + 3, 1, 3, padding=1)
        self.cover_far = nn.Conv2d(MIDDLE[0], 1, 1)
        self.hues = nn.Parameter(torch.rand(_HUES, 3) * 2 - 1)
        shape = MIDDLE[1] * MIDDLE[2]
        self.join = nn.Linear(DEEP[0] * (_GRID * _GRID + 1) + _SUMMARY + shape + _TONES, width)
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(width, width)
        classes = sum(map(len, HEADS.values()))
        self.classes = nn.Linear(width, classes)
        self.tint = nn.Linear(_TONES + width, 64)
        self.colour = nn.Linear(64, 3)
        self.tell = nn.Linear(width + classes + 64, width)
        self.embed = nn.Linear(width, DIMENSIONS)

    def forward(self, frozen: Tensor, middle: Tensor, deep: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Embedding (N, 384) of length 1, logits of all heads, colour (N, 3) Lab, logits of the cover (N, 24, 24)."""
        far = functional.interpolate(self.cover_far(middle), scale_factor=2.0, mode="nearest")
        cover = self.cover_near(frozen[:, : _EDGES + 3]) + far
        inside = cover.sigmoid()
        share = (inside + 1e-3).flatten(1)
        share = share / share.sum(1, keepdim=True)
        tones, summary = self._tones(frozen, share), self._summary(frozen, middle, share)
        summary = (summary - self.summary_mean) * self.summary_scale
        places = functional.avg_pool2d(deep, DEEP[1] // _GRID).flatten(1)
        shape = functional.avg_pool2d(inside, 2).flatten(1)
        trunk = self.dropout(torch.cat([places / _SPREAD, deep.amax((2, 3)) / _SPREAD, summary], 1))
        hidden = functional.hardswish(self.norm(self.join(torch.cat([trunk, self.lightly(shape), tones], 1))))
        hidden = hidden + functional.hardswish(self.mix(self.dropout(hidden)))
        logits = self.classes(self.dropout(hidden))
        tint = functional.hardswish(self.tint(torch.cat([tones, self.lightly(hidden)], 1)))
        said = torch.cat([logits[:, place].softmax(1) for place in head_slices().values()], 1)
        told = functional.hardswish(self.tell(torch.cat([self.lightly(hidden), 3 * said, tint], 1)))
        return functional.normalize(self.embed(told)), logits, self._lab(tint), cover[:, 0]

    def _tones(self, frozen: Tensor, share: Tensor) -> Tensor:
        """The colours under the cover: mean, spread, and how much of each of 32 hues that are learnt too."""
        rgb = frozen[:, _EDGES : _EDGES + 3].flatten(2)
        mean = (rgb * share[:, None]).sum(2)
        spread = ((rgb - mean[..., None]).square() * share[:, None]).sum(2).add(1e-6).sqrt()
        apart = (rgb.transpose(1, 2)[:, :, None] - self.hues).square().sum(3)
        hues = ((-8 * apart).softmax(2) * share[..., None]).sum(1)
        return torch.cat([mean, spread, 4 * hues], 1)

    def _summary(self, frozen: Tensor, middle: Tensor, share: Tensor) -> Tensor:
        """Mean and peak of the map at stride 16; of edges mean and spread, and of grain the mean, under the cover."""
        edges, grain = frozen[:, :_EDGES].flatten(2), frozen[:, _EDGES + 3 :].flatten(2)
        mean = (edges * share[:, None]).sum(2)
        spread = ((edges - mean[..., None]).square() * share[:, None]).sum(2).add(1e-6).sqrt()
        grained = (grain * share[:, None]).sum(2)
        return torch.cat([middle.mean((2, 3)), middle.amax((2, 3)), mean, spread, grained], 1)

    def _lab(self, tint: Tensor) -> Tensor:
        """About grey when nothing is known yet."""
        lab: Tensor = 25 * self.colour(tint) + tint.new_tensor([50.0, 0.0, 0.0])
        return lab

    def fit_scale(self, frozen: Tensor, middle: Tensor) -> None:
        """Take mean and spread of what is summed up over some training pictures, the cover being everywhere alike."""
        flat = torch.full((len(frozen), COVER * COVER), 1 / (COVER * COVER))
        summary = self._summary(frozen, middle, flat)
        self.summary_mean.copy_(summary.mean(0))
        self.summary_scale.copy_(1 / (summary.std(0) + 1e-3))


class Late(nn.Module):
    """The trunk's last four blocks and the head."""

    def __init__(self, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.to_deep = nn.Sequential(*Trunk().blocks[FROZEN_BLOCKS + _MIDDLE_BLOCKS :])
        self.head = Head(dropout=dropout)

    def forward(self, frozen: Tensor, middle: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Embedding, logits, colour, cover."""
        embedding, logits, colour, cover = self.head(frozen, middle, self.to_deep(middle))
        return embedding, logits, colour, cover


class Reader(nn.Module):
    """What is trained: the trunk's later blocks and the head."""

    def __init__(self, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.to_middle = nn.Sequential(*Trunk().blocks[FROZEN_BLOCKS : FROZEN_BLOCKS + _MIDDLE_BLOCKS])
        self.late = Late(dropout=dropout)

    def middle(self, frozen: Tensor) -> Tensor:
        """The map at stride 16."""
        maps: Tensor = self.to_middle(frozen[:, :_EDGES])
        return maps

    def forward(self, frozen: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Embedding, logits, colour, cover."""
        embedding, logits, colour, cover = self.late(frozen, self.middle(frozen))
        return embedding, logits, colour, cover


class Middle(nn.Module):
    """A reader's way to the map at stride 16 alone, for computing it once."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, frozen: Tensor) -> Tensor:
        """(N, 112, 12, 12)."""
        return self.reader.middle(frozen)


class Network(nn.Module):
    """Both together, as exported: image -> embedding, logits, colour."""

    def __init__(self, frozen: Frozen, reader: Reader) -> None:
        super().__init__()
        self.frozen, self.reader = frozen, reader

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Embedding, logits, colour."""
        embedding, logits, colour, _ = self.reader(self.frozen(image))
        return embedding, logits, colour


def borrowed(trunk: Trunk, *, dropout: float = 0.5) -> tuple[Frozen, Reader]:
    """The two parts, started from the weights of `trunk`."""
    frozen, reader = Frozen(), Reader(dropout=dropout)
    frozen.stem.load_state_dict(trunk.stem.state_dict())
    blocks = [*frozen.blocks, *reader.to_middle, *reader.late.to_deep]
    for mine, theirs in zip(blocks, trunk.blocks, strict=True):
        mine.load_state_dict(theirs.state_dict())
    return frozen.requires_grad_(False).eval(), reader
