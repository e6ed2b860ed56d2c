"""`sew`: from a GarmentSpec to a Garment."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.garments.garment import Garment, Part
from tryon_desktop.engine.garments.spec import (
    Category,
    Detail,
    Fabric,
    Fit,
    GarmentSpec,
    Pattern,
    Sleeve,
    Slot,
    read_spec,
)
from tryon_desktop.engine.garments.trimming import Scale
from tryon_desktop.engine.tailor.bottoms import sew_trousers
from tryon_desktop.engine.tailor.cloth import CLOTHS, FINE_RIB, RIB_TRIM, Cloth
from tryon_desktop.engine.tailor.colours import palette
from tryon_desktop.engine.tailor.draft import Draft, Emblem, Panel, Piece
from tryon_desktop.engine.tailor.figures import Figure, motif_figure, picture_figure
from tryon_desktop.engine.tailor.hang import lay_down
from tryon_desktop.engine.tailor.lettering import can_set
from tryon_desktop.engine.tailor.lit import Layers
from tryon_desktop.engine.tailor.own_colours import in_trims
from tryon_desktop.engine.tailor.paint import Dyes, Painted, Painting
from tryon_desktop.engine.tailor.prints import Print
from tryon_desktop.engine.tailor.skirts import sew_skirt
from tryon_desktop.engine.tailor.tops import sew_top

Maker = Callable[[GarmentSpec, Cloth, np.random.Generator], Draft]

_ROOM_TO_FOLD = {Fit.SLIM: 0.72, Fit.REGULAR: 1.0, Fit.RELAXED: 1.1, Fit.OVERSIZED: 1.2}
"""Depth of folds by the room that the cloth has; what fits closely is drawn smooth."""

_FINE = frozenset({Fabric.POPLIN, Fabric.OXFORD, Fabric.LINEN, Fabric.WOOL, Fabric.TWILL, Fabric.TWEED})
"""Shirtings and suitings: their stripes run down and their checks are small."""


def sew(spec: GarmentSpec, *, size: int = 1024, garment_id: str = "", picture: U8 | None = None,
        all_over: bool = False) -> Garment:  # fmt: skip
    """Draw the garment that `spec` describes, its longest side `size` pixels.

    The same spec gives the same picture. What differs in colours alone from one of the last garments sewn is only
    dyed anew, several times as fast. picture: the user's own to print, BGR or BGRA uint8, instead of the spec's motif;
    all_over: strewn over the cloth, and not once on the chest. Raises ValueError below 64 pixels. Usable from any
    thread.
    """
    painting, painted, notes = _painted(spec, size, picture, all_over)
    x0, y0 = painted.frame.origin
    density = painted.frame.density
    landmarks = {
        name: ((x - x0) * density - 0.5, (y - y0) * density - 0.5) for name, (x, y) in painting.landmarks.items()
    }
    return Garment(garment_id, spec, painted.image, landmarks, painted.parts, painted.inner, notes=notes)


def layers_of(spec: GarmentSpec, *, size: int = 1024) -> Layers:
    """Light and shape of the picture that `sew` makes of `spec` at `size` pixels: its shading and normals."""
    return _painted(spec, size, None, False)[0].layers()


def _painted(spec: GarmentSpec, size: int, picture: U8 | None,
             all_over: bool) -> tuple[Painting, Painted, tuple[str, ...]]:  # fmt: skip
    """The garment laid out, its picture in the spec's colours, and notes on what could not be drawn."""
    if size < 64:
        raise ValueError(f"size: expected 64 pixels or more, got {size}")
    seed = zlib.crc32(spec.model_dump_json(include={"category", "fabric", "fit", "length", "sleeve", "shape"}).encode())
    rng = np.random.default_rng(seed)
    cloth = CLOTHS[spec.fabric]
    cloth = replace(cloth, drape=cloth.drape * _ROOM_TO_FOLD[spec.fit])
    draft = in_trims(_trimmed(_maker(spec)(spec, cloth, rng), spec), spec.trims)
    figure = picture_figure(picture) if picture is not None else motif_figure(spec.motif) if spec.motif else None
    strewn = spec.pattern is Pattern.MOTIF or (picture is not None and all_over)
    if figure is not None and draft.place is not None and not strewn:
        draft.pieces.insert(draft.place.after, Emblem(figure, draft.place.centre, draft.place.size))
    drop = max(y for _, y in draft.landmarks.values())
    colours = palette(spec.colours)
    kind = Pattern.SOLID if _sleeves_apart(spec) else Pattern.MOTIF if strewn else spec.pattern
    cloth_print = Print(kind, colours, drop, fine=spec.fabric in _FINE, seed=seed % 1000, figure=figure,
                        large=picture is not None, scale=_SCALE[spec.scale])  # fmt: skip
    dyes = Dyes(colours, cloth_print)
    own = None if picture is None else (all_over, zlib.crc32(picture.tobytes()))
    key = f"{size} {own} {_trim_colours(spec)} {spec.model_dump_json(exclude=_LOOKS_THE_SAME)}"
    painting = _kept(key)
    painted = painting.dyed(draft, dyes) if painting is not None else None
    if painting is None or painted is None:
        painting = Painting(lay_down(draft, rng), cloth, dyes, size, seed % 100_003)
        painted = painting.first
        _keep(key, painting)
    return painting, painted, _notes(spec, figure)


def _notes(spec: GarmentSpec, figure: Figure | None) -> tuple[str, ...]:
    """What of the spec could not be drawn."""
    notes = [] if can_set(spec.text) else ["the words are left out: no typeface here has their characters"]
    if spec.motif and figure is None:
        notes.append(f"the motif is left out: there is none called {spec.motif}")
    return tuple(notes)


_SCALE = {Scale.SMALL: 0.6, Scale.MEDIUM: 1.0, Scale.LARGE: 1.7}
"""How large a print is drawn, as a multiple of its usual size."""

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
