"""The mirror: paints the newest picture, mirrored, at its own aspect, sharp at any screen scale."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFont,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QRadialGradient,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tryon_desktop.engine.arrays import U8
from tryon_desktop.ui.dropping import dropped_files
from tryon_desktop.ui.icons import paint_icon
from tryon_desktop.ui.ports import Shown
from tryon_desktop.ui.theme import RADIUS, STEP, Colour

NOBODY_MS = 1200
"""How long nobody has to be seen before the message appears."""

FLASH_MS = 320
GLOW = 0.32
GLOW_MS = 400

BUSY_MS = 250
"""How long a garment may take before the preview says that it is being drawn."""


def image_of(bgr: U8) -> QImage:
    """A view of (H, W, 3) uint8 BGR as an image. The array must outlive it and its rows lie one after another."""
    height, width = bgr.shape[:2]
    return QImage(bgr.data, width, height, bgr.strides[0], QImage.Format.Format_BGR888)


def fitted(size: QSize, room: QRectF) -> QRectF:
    """The largest rectangle of the aspect of `size` in the middle of `room`."""
    scale = min(room.width() / max(1, size.width()), room.height() / max(1, size.height()))
    width, height = size.width() * scale, size.height() * scale
    return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)


class Preview(QWidget):
    """Shows what it is given and a message over it. Painting is all that `paintEvent` does."""

    file_dropped = Signal(Path)

    def __init__(self, *, mirrored: bool = True, nobody_ms: int = NOBODY_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mirrored = mirrored
        self._image = self._reduced = QImage()
        self._glow = QPixmap()
        self._stage = QPixmap()
        self._glowing = QElapsedTimer()
        self._glowing.start()
        self._message = self._nobody = self._badge = self._drop_hint = self._busy = ""
        self.nobody_ms = nobody_ms
        self._dropping = False
        self._alone = False
        self._leaving = QTimer(self, singleShot=True)
        self._leaving.timeout.connect(self._left)
        self._flash = QVariantAnimation(self, startValue=0.85, endValue=0.0, duration=FLASH_MS)
        self._flash.valueChanged.connect(lambda _: self.update())
        self._turn = QTimer(self, interval=40)
        self._turn.timeout.connect(self.update)
        self._turning = QElapsedTimer()
        self._turning.start()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 140)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """As large as there is room for."""
        return QSize(960, 640)

    @property
    def message(self) -> str:
        """The line over the picture."""
        return self._message or (self._nobody if self._alone else "")

    @property
    def image(self) -> QImage:
        """What is shown, mirrored as it is; null before the first picture."""
        return self._image

    def show_picture(self, shown: Shown) -> None:
        """Show a newer picture. What is kept is a copy in the screen's own format: it is painted twice as fast."""
        image = image_of(shown.bgr).convertToFormat(QImage.Format.Format_RGB32)
        self._image = image.flipped(Qt.Orientation.Horizontal) if self.mirrored else image
        self._reduce()
        self._refresh_glow()
        if shown.somebody:
            self._leaving.stop()
            self._alone = False
        elif not self._alone and not self._leaving.isActive():
            self._leaving.start(self.nobody_ms)
        self.update()

    def _left(self) -> None:
        """Nobody has been seen for long enough to say so; of a still picture no other one will come."""
        self._alone = True
        self.update()

    def set_texts(self, *, nobody: str, drop: str) -> None:
        """Words in the interface language."""
        self._nobody, self._drop_hint = nobody, drop
        self.update()

    def set_nobody(self, text: str) -> None:
        """What to say when nobody is seen, which differs for a camera and a picture."""
        self._nobody = text
        self.update()

    def set_message(self, message: str) -> None:
        """A line over the picture; empty takes it away."""
        self._message = message
        self.update()

    def set_badge(self, badge: str) -> None:
        """A word in the corner, for as long as the picture is not the dressed one."""
        self._badge = badge
        self.update()

    def set_busy(self, busy: str) -> None:
        """Show that something is being drawn, and what; empty ends it."""
        if busy and not self._busy:
            self._turning.restart()
        self._busy = busy
        if busy:
            self._turn.start()
        else:
            self._turn.stop()
        self.update()

    def flash(self) -> None:
        """The light of a snapshot."""
        self._flash.stop()
        self._flash.start()

    def picture_rect(self) -> QRectF:
        """Where the picture lies, in this widget's coordinates."""
        return fitted(self._image.size(), QRectF(self.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, picture, overlays."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(self.rect())
        self._paint_stage(painter, room)
        target = room
        if not self._image.isNull():
            target = self.picture_rect()
            self._paint_picture(painter, target)
        if isinstance(light := self._flash.currentValue(), float) and self._flash.state() != self._flash.State.Stopped:
            painter.fillRect(target, QColor.fromRgbF(1, 1, 1, light))
        self._round(painter, room)
        if self._badge:
            self._paint_pill(painter, self._badge, target.left() + STEP * 2, target.top() + STEP * 2, Colour.ACCENT)
        if self.message:
            self._paint_message(painter, target)
        elif self._busy and self._turning.elapsed() > BUSY_MS:
            self._paint_busy(painter, target)
        if self._dropping:
            self._paint_drop(painter, room)
        painter.end()

    def _paint_stage(self, painter: QPainter, room: QRectF) -> None:
        """The ground around the picture, from a pixmap: drawn anew for every frame it costs more than the picture."""
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._stage.size() != size:
            self._stage = QPixmap(size)
            self._stage.setDevicePixelRatio(ratio)
            ground = QPainter(self._stage)
            ground.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._draw_stage(ground, room)
            ground.end()
        painter.drawPixmap(0, 0, self._stage)

    def _draw_stage(self, painter: QPainter, room: QRectF) -> None:
        light = QRadialGradient(room.center(), max(room.width(), room.height()) * 0.7)
        light.setColorAt(0, QColor(Colour.SURFACE))
        light.setColorAt(1, QColor(Colour.STAGE))
        painter.fillRect(room, light)
        if not self._glow.isNull() and room.width() * room.height() > self.picture_area() * 1.02:
            painter.setOpacity(GLOW)
            painter.drawPixmap(room, self._glow, QRectF(self._glow.rect()))
            painter.setOpacity(1)

    def picture_area(self) -> float:
        """Square pixels that the picture covers."""
        rect = self.picture_rect()
        return rect.width() * rect.height()

    def _reduce(self) -> None:
        """Halve a picture far larger than its place: painting alone would leave rows out, and it would glitter."""
        self._reduced = self._image
        shown = self.picture_rect().width() * self.devicePixelRatioF()
        while self._reduced.width() > 2 * max(shown, 1):
            self._reduced = self._reduced.scaled(
                self._reduced.size() / 2,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another place, another size."""
        super().resizeEvent(event)
        if not self._image.isNull():
            self._reduce()

    def _refresh_glow(self) -> None:
        """The picture's own colours, far out of focus, for the ground around it. Made a few times a second."""
        if not self._glow.isNull() and self._glowing.elapsed() < GLOW_MS:
            return
        self._glowing.restart()
        keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        tiny = self._image.scaled(96, 54, keep).scaled(9, 6, keep, smooth)
        self._glow = QPixmap.fromImage(tiny.scaled(144, 96, keep, smooth))
        self._stage = QPixmap()

    def _paint_picture(self, painter: QPainter, target: QRectF) -> None:
        painter.drawImage(target, self._reduced, QRectF(self._reduced.rect()))

    def _round(self, painter: QPainter, room: QRectF) -> None:
        """Take the corners off with the window's ground: cheaper than clipping every frame."""
        corners = QPainterPath()
        corners.addRect(room)
        inside = QPainterPath()
        inside.addRoundedRect(room, RADIUS, RADIUS)
        painter.fillPath(corners - inside, QColor(Colour.GROUND))

    def _paint_pill(self, painter: QPainter, text: str, x: float, y: float, colour: str) -> None:
        font = QFont(self.font())
        font.setPointSizeF(10)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + STEP * 3
        box = QRectF(x, y, width, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(box, 14, 14)
        painter.setPen(QColor(Colour.ON_ACCENT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_message(self, painter: QPainter, target: QRectF) -> None:
        font = QFont(self.font())
        font.setPointSizeF(13)
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self.message) + STEP * 6
        box = QRectF(0, 0, min(width, self.width() - STEP * 4), 48)
        box.moveCenter(target.center())
        if not self._image.isNull():
            box.moveBottom(target.bottom() - STEP * 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 11, 14, 205))
        painter.drawRoundedRect(box, 24, 24)
        painter.setPen(QColor(Colour.TEXT))
        text = painter.fontMetrics().elidedText(
            self.message, Qt.TextElideMode.ElideMiddle, round(box.width() - STEP * 4)
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_busy(self, painter: QPainter, target: QRectF) -> None:
        font = QFont(self.font())
        font.setPointSizeF(10.5)
        painter.setFont(font)
        box = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(self._busy) + STEP * 8, 40)
        box.moveCenter(target.center())
        box.moveBottom(target.bottom() - STEP * 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 11, 14, 205))
        painter.drawRoundedRect(box, 20, 20)
        ring = QRectF(box.left() + STEP * 2, box.center().y() - 8, 16, 16)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(QColor(Colour.ACCENT))
        pen.setWidthF(2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(ring, -round(self._turning.elapsed() * 0.36 * 16) % 5760, 250 * 16)
        painter.setPen(QColor(Colour.TEXT))
        painter.drawText(
            box.adjusted(STEP * 5, 0, -STEP * 2, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._busy,
        )

    def _paint_drop(self, painter: QPainter, room: QRectF) -> None:
        painter.fillRect(room, QColor(10, 11, 14, 190))
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.DashLine)
        pen.setColor(QColor(Colour.ACCENT))
        pen.setWidthF(2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room.adjusted(12, 12, -12, -12), RADIUS, RADIUS)
        paint_icon(painter, "image", QRectF(room.center().x() - 20, room.center().y() - 48, 40, 40), Colour.ACCENT)
        painter.setPen(QColor(Colour.TEXT))
        painter.drawText(room.adjusted(0, 24, 0, 24), Qt.AlignmentFlag.AlignCenter, self._drop_hint)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file."""
        if dropped_files(event.mimeData()):
            self._dropping = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the file on."""
        self._dropping = False
        self.update()
        for path in dropped_files(event.mimeData())[:1]:
            event.acceptProposedAction()
            self.file_dropped.emit(path)
