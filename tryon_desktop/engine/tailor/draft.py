"""A pattern draft: what the construction hands to the painter, in the order in which it lies, back to front.

Coordinates are centimetres on the garment laid flat: x to the picture's right from the centre line (the wearer's
left), y down from the point where shoulder and neck meet (tops) or from the waist (bottoms).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tryon_desktop.engine.garments.garment import Part
from tryon_desktop.engine.garments.trimming import Trim
from tryon_desktop.engine.tailor.cloth import Cloth
from tryon_desktop.engine.tailor.figures import Figure
from tryon_desktop.engine.tailor.geometry import Curve, Point, flip


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A piece of cloth.

    outline: closed. grain: origin (cm) and angle (degrees) of the cloth's own u axis, so that a print lies on the
    panel. lift: how high its edge stands over what lies below (cm). colour: index into the palette, or #rrggbb.
    printed: whether the garment's pattern is on it. cloth: another cloth than the garment's (ribs, lining).
    inside: it belongs to the inner layer. tone: multiplies the colour. shadow: strength of its contact shadow.
    """

    outline: Curve
    part: Part
    origin: Point = (0.0, 0.0)
    grain: float = 0.0
    lift: float = 0.06
    colour: int | str = 0
    printed: bool = True
    cloth: Cloth | None = None
    inside: bool = False
    tone: float = 1.0
    shadow: float = 0.28


@dataclass(frozen=True, slots=True, eq=False)
class Seam:
    """Two panels sewn together: a fine groove. depth in cm; dark: how much light it loses, 0-1. free: a pressed edge
    that nothing holds down, so that it does not pucker.
    """

    line: Curve
    depth: float = 0.05
    dark: float = 0.28
    width: float = 0.14
    free: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Stitch:
    """A row of topstitches. thread: linear-light tone relative to the cloth (1: the same), or a palette colour."""

    line: Curve
    tone: float = 0.78
    colour: str | None = None
    length: float = 0.28
    width: float = 0.075


@dataclass(frozen=True, slots=True, eq=False)
class Crease:
    """A fold that construction causes (a press crease, a dart, gathers). height in cm, negative for a valley."""

    line: Curve
    height: float
    width: float
    taper: tuple[bool, bool] = (True, True)


@dataclass(frozen=True, slots=True)
class Button:
    """A sewn button or, with `metal`, a shank button or rivet. radius in cm."""

    centre: Point
    radius: float = 0.55
    colour: str = "#e8e4da"
    metal: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Zip:
    """A zip along `line`: tape, teeth, and a slider at its start."""

    line: Curve
    colour: str = "#b9bcc0"
    width: float = 0.7
    slider: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Cord:
    """A drawstring or strap seen as a round cord."""

    line: Curve
    width: float = 0.5
    colour: str = "#e9e6df"
    tip: bool = True


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words in type. centre and height of a line in cm; width: the most it may take."""

    text: str
    centre: Point
    height: float
    width: float


@dataclass(frozen=True, slots=True, eq=False)
class Emblem:
    """A picture printed once. centre in cm; size: of its longer side, cm."""

    figure: Figure
    centre: Point
    size: float


Piece = Panel | Seam | Stitch | Crease | Button | Zip | Cord | Lettering | Emblem


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture may be printed: after how many pieces, its centre and its size (cm)."""

    after: int
    centre: Point
    size: float


@dataclass(slots=True, eq=False)
class Draft:
    """The pieces in order and the named points. `folds` are the creases that wearing and gravity cause.

    belongs: which pieces, by their place, belong to a part that may have a colour of its own.
    """

    pieces: list[Piece] = field(default_factory=list)
    landmarks: dict[str, Point] = field(default_factory=dict)
    folds: dict[Part, list[Crease]] = field(default_factory=dict)
    place: Place | None = None
    belongs: dict[int, Trim] = field(default_factory=dict)

    def add(self, *pieces: Piece) -> None:
        """Lay `pieces` on top, in order."""
        self.pieces.extend(pieces)

    @contextmanager
    def laying(self, trim: Trim | None) -> Iterator[None]:
        """While it lasts, what is added belongs to `trim`, but for what was said to belong to another."""
        first = len(self.pieces)
        yield
        if trim is None:
            return
        for place in range(first, len(self.pieces)):
            self.belongs.setdefault(place, trim)

    def both(self, make: Callable[[Curve], Piece], line: Curve) -> None:
        """Lay what `make` gives for `line` and for its mirror image."""
        self.add(make(line), make(flip(line)))

    def fold(self, part: Part, *creases: Crease) -> None:
        """Note folds of one part."""
        self.folds.setdefault(part, []).extend(creases)

    def mark(self, name: str, point: Point) -> None:
        """Name a point; a name with `_r` or `{s}` has its mirror image named too."""
        x, y = point
        if "{s}" in name:
            self.landmarks[name.format(s="r")] = (-abs(x), y)
            self.landmarks[name.format(s="l")] = (abs(x), y)
        else:
            self.landmarks[name] = (x, y)
