"""How a garment is painted wherever it stands: on a soft tile, with its name in two lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QRadialGradient

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.icons import paint_icon
from tryon_desktop.ui.theme import Colour

SHAPES: dict[Category, str] = {
    **dict.fromkeys((Category.TEE, Category.POLO), "shape_tee"),
    Category.TANK: "shape_tank",
    **dict.fromkeys(
        (Category.SHIRT, Category.BLOUSE, Category.SWEATSHIRT, Category.HOODIE, Category.SWEATER), "shape_long"
    ),
    **dict.fromkeys((Category.CARDIGAN, Category.BLAZER, Category.JACKET, Category.COAT), "shape_coat"),
    Category.VEST: "shape_vest",
    Category.DRESS: "shape_dress",
    Category.SKIRT: "shape_skirt",
    **dict.fromkeys((Category.TROUSERS, Category.JEANS, Category.JOGGERS, Category.LEGGINGS), "shape_trousers"),
    Category.SHORTS: "shape_shorts",
}
"""What stands in for a picture that is still being drawn: an icon for every category."""


def paint_tile(
    painter: QPainter,
    tile: QRectF,
    pixmap: QPixmap | None,
    category: Category | None,
    *,
    lit: bool = False,
    faint: bool = False,
    radius: float = 12,
) -> None:
    """A garment's picture on its ground; while there is no picture, the shape of its category."""
    shape = QPainterPath()
    shape.addRoundedRect(tile, radius, radius)
    if pixmap is None or pixmap.isNull():
        painter.fillPath(shape, QColor(Colour.RAISED))
        if category is not None:
            paint_icon(painter, SHAPES[category], _middle(tile, tile.width() * 0.62), Colour.TILE_EDGE)
        return
    light = QRadialGradient(tile.center(), tile.width() * 0.75)
    light.setColorAt(0, QColor(Colour.TILE_LIT if lit else Colour.TILE))
    light.setColorAt(1, QColor(Colour.TILE_EDGE))
    painter.fillPath(shape, light)
    inset = tile.width() * 0.06
    room = tile.adjusted(inset, inset, -inset, -inset)
    scale = min(room.width() / pixmap.width(), room.height() / pixmap.height())
    target = QRectF(0, 0, pixmap.width() * scale, pixmap.height() * scale)
    target.moveCenter(room.center())
    painter.setOpacity(0.5 if faint else 1.0)
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
    painter.setOpacity(1.0)


def _middle(rect: QRectF, size: float) -> QRectF:
    middle = QRectF(0, 0, size, size)
    middle.moveCenter(rect.center())
    return middle


def break_name(text: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """Split a name into a first line that fits and the rest: at a space, or where there is none in the middle."""
    if fits(text):
        return text, ""
    cut = next((end for end in range(len(text) - 1, 0, -1) if fits(text[:end])), 1)
    space = text.rfind(" ", 0, cut + 1)
    if space > 0:
        return text[:space], text[space + 1 :]
    if len(text) < 2 * cut:  # both halves fit: no lonely last character
        cut = (len(text) + 1) // 2
    while cut > 1 and text[cut - 1].isascii() and text[cut - 1].isalnum():  # "T恤", "U领" and "100%" stay whole
        cut -= 1
    return text[:cut], text[cut:]
