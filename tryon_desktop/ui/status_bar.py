"""The status line: how the source is doing, what computes and why, and the figures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from tryon_desktop.ui.icons import icon_pixmap
from tryon_desktop.ui.making import named
from tryon_desktop.ui.ports import Device, SourceKind, SourceState, Stats
from tryon_desktop.ui.strings import Strings
from tryon_desktop.ui.theme import STEP, Colour

_LIGHTS = {
    SourceState.OPENING: Colour.WARN,
    SourceState.LIVE: Colour.GOOD,
    SourceState.LOST: Colour.BAD,
}


class Light(QWidget):
    """A small round light."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour: str = Colour.FAINT
        self.setFixedSize(8, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colour))
        painter.drawEllipse(QRectF(self.rect()))
        painter.end()


class StatusBar(QFrame):
    """One quiet line. Figures keep their width, so that nothing jumps."""

    def __init__(self, tr: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._tr = tr
        self._light = Light()
        self.state = named(QLabel(), "figure")
        self.provider = named(QLabel(), "figure")
        chip = QLabel()
        chip.setPixmap(icon_pixmap("chip", 14, Colour.DIM, self.devicePixelRatioF()))
        self.fps, self.latency, self.dropped = (named(QLabel(), "figure") for _ in range(3))
        for label, sample, tip in (
            (self.fps, tr("status_fps", fps="000"), "status_fps_tip"),
            (self.latency, tr("status_latency", ms="0000"), "status_latency_tip"),
            (self.dropped, tr("status_dropped", count="00000"), "status_dropped_tip"),
        ):
            label.setToolTip(tr(tip))
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(sample))
        self.hint = named(QLabel(tr("status_hint")), "hint")
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 4, 0)
        line.setSpacing(STEP)
        line.addWidget(self._light)
        line.addWidget(self.state)
        line.addSpacing(STEP * 2)
        line.addWidget(chip)
        line.addWidget(self.provider)
        line.addSpacing(STEP * 2)
        for label in (self.fps, self.latency, self.dropped):
            line.addWidget(label)
        line.addStretch(1)
        line.addWidget(self.hint)
        self.setFixedHeight(24)
        self.show_stats(Stats())

    def minimumSizeHint(self) -> QSize:
        """It may be narrower than its words."""
        return QSize(200, 24)

    def show_source(self, state: SourceState, kind: SourceKind) -> None:
        """How the source is doing. Of a picture there is nothing to count."""
        still = kind is SourceKind.IMAGE
        recorded = {SourceKind.IMAGE: "state_still", SourceKind.VIDEO: "state_clip"}
        live = state is SourceState.LIVE
        self.state.setText(self._tr(recorded.get(kind, "state_live") if live else f"state_{state}"))
        for label in (self.fps, self.latency, self.dropped):
            label.setVisible(not still)
        self._light.colour = _LIGHTS[state]
        self._light.update()

    def show_device(self, device: Device) -> None:
        """What computes; why, in the tooltip."""
        self.provider.setText(device.provider)
        self.provider.setToolTip(device.why)

    def show_stats(self, stats: Stats) -> None:
        """Figures of the last seconds."""
        self.fps.setText(self._tr("status_fps", fps=round(stats.fps)))
        latency = "–" if stats.latency_ms is None else str(round(stats.latency_ms))
        self.latency.setText(self._tr("status_latency", ms=latency))
        self.dropped.setText(self._tr("status_dropped", count=stats.dropped))
        stages = "\n".join(f"{name}  {ms:.1f} ms" for name, ms in stats.stages_ms)
        self.latency.setToolTip(self._tr("status_latency_tip") + (f"\n\n{stages}" if stages else ""))
