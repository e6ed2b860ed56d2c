"""`sew`: from a GarmentSpec to a Garment."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import Category, Detail, Fabric, GarmentSpec, Pattern, Sleeve, Slot, read_spec
from tryon_desktop.engine.tailor.bottoms import sew_trousers
from tryon_desktop.engine.tailor.cloth import CLOTHS, FINE_RIB, RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.colours import palette
from tryon_desktop.engine.tailor.draft import Draft, Panel, Piece
from tryon_desktop.engine.tailor.hang import lay_down
from tryon_desktop.engine.tailor.lettering import can_set
from tryon_desktop.engine.tailor.paint import Dyes, Painting
from tryon_desktop.engine.tailor.prints import Print
from tryon_desktop.engine.tailor.skirts import sew_skirt
from tryon_desktop.engine.tailor.tops import sew_top

Maker = Callable[[GarmentSpec, Cloth, np.random.Generator], Draft]

_FINE = frozenset({Fabric.POPLIN, Fabric.OXFORD, Fabric.LINEN, Fabric.WOOL, Fabric.TWILL, Fabric.TWEED})
"""Shirtings and suitings: their stripes run down and their checks are small."""


def sew(spec: GarmentSpec, *, size: int = 1024, garment_id: str = "") -> Garment:
    """Draw the garment that `spec` describes, its longest side `size` pixels.

    The same spec gives the same picture. What differs in colours alone from one of the last garments sewn is only
    dyed anew, several times as fast. Raises ValueError below 64 pixels. Usable from any thread.
    """
    if size < 64:
        raise ValueError(f"size: expected 64 pixels or more, got {size}")
    seed = zlib.crc32(spec.model_dump_json(include={"category", "fabric", "fit", "length", "sleeve", "shape"}).encode())
    rng = np.random.default_rng(seed)
    cloth = CLOTHS[spec.fabric]
    draft = _trimmed(_maker(spec)(spec, cloth, rng), spec)
    drop = max(y for _, y in draft.landmarks.values())
    colours = palette(spec.colours)
    kind = Pattern.SOLID if _sleeves_apart(spec) or spec.pattern is Pattern.MOTIF else spec.pattern
    dyes = Dyes(colours, Print(kind, colours, drop, fine=spec.fabric in _FINE, seed=seed % 1000))
    key = f"{size} {_trim_colours(spec)} {spec.model_dump_json(exclude=_LOOKS_THE_SAME)}"
    painting = _kept(key)
    painted = painting.dyed(draft, dyes) if painting is not None else None
    if painting is None or painted is None:
        painting = Painting(lay_down(draft, rng), cloth, dyes, size, seed % 100_003)
        painted = painting.first
        _keep(key, painting)
    x0, y0 = painted.frame.origin
    density = painted.frame.density
    landmarks = {
        name: ((x - x0) * density - 0.5, (y - y0) * density - 0.5) for name, (x, y) in painting.landmarks.items()
    }
    notes = () if can_set(spec.text) else ("the words are left out: no typeface here has their characters",)
    return Garment(garment_id, spec, painted.image, landmarks, painted.parts, painted.inner, notes=notes)


_LOOKS_THE_SAME = {"colours", "season", "occasion", "style"}

_KEEP = 2
"""How many garments are kept ready for dyeing; each takes some 40 MB at 1024 pixels."""

_lock = threading.Lock()
_paintings: OrderedDict[str, Painting] = OrderedDict()


def recolour(garment: Garment, colours: Sequence[str]) -> Garment:
    """`garment`, which the tailor has sewn, in other colours, #rrggbb. Raises GarmentError for a bad colour."""
    spec = read_spec(garment.spec.model_dump() | {"colours": tuple(colours)})
    return sew(spec, size=max(garment.image.shape[:2]), garment_id=garment.id)


def _kept(key: str) -> Painting | None:
    with _lock:
        painting = _paintings.get(key)
        if painting is not None:
            _paintings.move_to_end(key)
        return painting


def _keep(key: str, painting: Painting) -> None:
    with _lock:
        _paintings[key] = painting
        while len(_paintings) > _KEEP:
            _paintings.popitem(last=False)


def _trim_colours(spec: GarmentSpec) -> bool:
    """Whether ribs have a colour of their own: that changes which panels there are to dye."""
    return len(spec.colours) > 1


def _sleeves_apart(spec: GarmentSpec) -> bool:
    """Raglan sleeves of another colour: how blocks are set on baseball tees and varsity jackets."""
    return spec.pattern is Pattern.COLOUR_BLOCK and Detail.RAGLAN in spec.details and spec.sleeve is not Sleeve.NONE


def _trimmed(draft: Draft, spec: GarmentSpec) -> Draft:
    """Sleeves set in blocks, and the ribs of a plain garment, in the second colour."""
    plain = spec.pattern is Pattern.SOLID and len(spec.colours) > 1
    if not plain and not _sleeves_apart(spec):
        return draft

    def dyed(piece: Piece) -> Piece:
        if not isinstance(piece, Panel):
            return piece
        rib = piece.cloth in (RIB_TRIM, FINE_RIB)
        sleeve = piece.part in (Part.LEFT_SLEEVE, Part.RIGHT_SLEEVE)
        if plain and rib:
            return replace(piece, colour=1)
        return replace(piece, colour=1, printed=False) if not plain and sleeve and not rib else piece

    return replace(draft, pieces=[dyed(piece) for piece in draft.pieces])


def _maker(spec: GarmentSpec) -> Maker:
    if spec.category is Category.SKIRT:
        return sew_skirt
    if spec.slot is Slot.BOTTOM:
        return sew_trousers
    return sew_top
