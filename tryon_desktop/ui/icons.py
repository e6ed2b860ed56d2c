"""Line icons, drawn from assets/icons in the colour and at the sharpness that they are shown in."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from tryon_desktop.engine import resources
from tryon_desktop.ui.theme import Colour

_SCALES = (1, 2, 3)


@cache
def _svg(name: str) -> str:
    return (resources.assets() / "icons" / f"{name}.svg").read_text("utf-8")


def icon_pixmap(name: str, size: int, colour: str = Colour.TEXT, scale: float = 1.0) -> QPixmap:
    """`name` as a pixmap of `size` logical pixels at a device pixel ratio of `scale`, painted once."""
    key = f"icon/{name}/{size}/{colour}/{scale}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = QPixmap(round(size * scale), round(size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, QRectF(pixmap.rect()), colour)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: str = Colour.TEXT) -> None:
    """Paint `name` into `rect`."""
    svg = _svg(name).replace("currentColor", QColor(colour).name())
    QSvgRenderer(QByteArray(svg.encode())).render(painter, rect)


def icon(name: str, colour: str = Colour.TEXT, size: int = 20) -> QIcon:
    """`name` as an icon, sharp at any screen scale, dimmed when disabled."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(icon_pixmap(name, size, colour, scale))
        made.addPixmap(icon_pixmap(name, size, Colour.FAINT, scale), QIcon.Mode.Disabled)
    return made
