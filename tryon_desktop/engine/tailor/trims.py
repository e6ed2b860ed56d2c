"""What is sewn onto the panels: seams, stitches, creases, buttons, zips, cords, lettering and emblems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.tailor.canvas import Layer, Window
from tryon_desktop.engine.tailor.colours import linear, luminance
from tryon_desktop.engine.tailor.draft import Button, Cord, Crease, Emblem, Lettering, Seam, Stitch, Zip
from tryon_desktop.engine.tailor.geometry import Curve, between, offset, resample
from tryon_desktop.engine.tailor.lettering import set_type
from tryon_desktop.engine.tailor.numeric import f32


def lay_trim(layer: Layer, piece: object, colours: list[str]) -> None:
    """Draw one trim onto the panels laid so far."""
    _LAY[type(piece)](layer, piece, colours)


def _soft(mask: F32, sigma: float) -> F32:
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.45, sigma)), np.float32)


def _seam(layer: Layer, seam: Seam, colours: list[str]) -> None:
    window = layer.window(seam.line, 0.8)
    if window.empty:
        return
    here = window.slices
    density = layer.frame.density
    groove = layer.stroke([seam.line], window, seam.width)
    layer.light[here] *= 1 - seam.dark * _soft(groove, 0.04 * density)
    layer.relief[here] -= seam.depth * _soft(groove, 0.09 * density) * 1.3


def _stitch(layer: Layer, stitch: Stitch, colours: list[str]) -> None:
    window = layer.window(stitch.line, 0.6)
    if window.empty:
        return
    here = window.slices
    density = layer.frame.density
    knots = resample(stitch.line, stitch.length / 2)
    dashes = [knots[i : i + 2] for i in range(0, len(knots) - 1, 2)]
    thread = layer.stroke(dashes, window, stitch.width)
    path = layer.stroke([stitch.line], window, 0.12)
    if stitch.colour is None:
        layer.light[here] *= 1 - (1 - stitch.tone) * thread
    else:
        layer.dye(window, np.minimum(thread * 1.1, 1), linear(stitch.colour))
    layer.relief[here] -= 0.022 * _soft(path, 0.10 * density) * 1.2


def _crease(layer: Layer, crease: Crease, colours: list[str]) -> None:
    window = layer.window(crease.line, crease.width * 1.5)
    if window.empty:
        return
    n = 16
    mask = np.zeros((window.y1 - window.y0, window.x1 - window.x0), np.float32)
    for i in range(n):
        s = (i + 0.5) / n
        weight = 1.0
        if crease.taper[0]:
            weight *= min(1.0, s / 0.35)
        if crease.taper[1]:
            weight *= min(1.0, (1 - s) / 0.35)
        piece = layer.stroke([between(crease.line, i / n, (i + 1) / n)], window, 0.1)
        np.maximum(mask, piece * np.float32(weight), out=mask)
    sigma = max(0.6, crease.width * 0.36 * layer.frame.density)
    ridge = _soft(mask, sigma)
    layer.relief[window.slices] += ridge * (crease.height / max(float(ridge.max()), 1e-6))


def _disc(layer: Layer, window: Window, centre: tuple[float, float], radius: float) -> tuple[F32, F32, F32]:
    """(distance from the centre in radii, x, y in radii) over a window."""
    u, v = layer.frame.uv(window, centre, 0.0)
    u, v = u / radius, v / radius
    return np.hypot(u, v).astype(np.float32), u, v


def _button(layer: Layer, button: Button, colours: list[str]) -> None:
    centre: Curve = f32([button.centre])
    window = layer.window(centre, button.radius * 2.2)
    if window.empty:
        return
    here = window.slices
    density = layer.frame.density
    far, x, y = _disc(layer, window, button.centre, button.radius)
    edge = density * button.radius
    mask = np.clip((1 - far) * edge + 0.5, 0, 1)
    shadow = np.clip((1.25 - np.hypot(x - 0.22, y - 0.30)) * edge * 0.35, 0, 1)
    layer.light[here] *= 1 - 0.42 * shadow
    layer.dye(window, mask, linear(button.colour))
    layer.light[here] += (1 - layer.light[here]) * mask
    rim = np.exp(-(((far - 0.84) / 0.13) ** 2))
    if button.metal:
        tone = 1 + 0.55 * (-(x + y) * 0.7) * rim + 0.25 * np.exp(-((x + 0.3) ** 2 + (y + 0.35) ** 2) / 0.12)
        tone -= 0.30 * np.exp(-(((far - 0.55) / 0.09) ** 2))
        layer.gloss[here] = np.maximum(layer.gloss[here], 0.2 * mask)
    else:
        tone = 1 + 0.22 * (-(x + y) * 0.7) * rim - 0.10 * np.exp(-(((far - 0.62) / 0.10) ** 2))
        for hx, hy in ((-0.2, -0.2), (0.2, -0.2), (-0.2, 0.2), (0.2, 0.2)):
            tone -= 0.55 * np.exp(-((x - hx) ** 2 + (y - hy) ** 2) / 0.016)
    layer.light[here] *= 1 + (tone.astype(np.float32) - 1) * mask
    layer.light[here] *= 1 - 0.35 * np.exp(-(((far - 1.03) / 0.08) ** 2)).astype(np.float32)


def _zip(layer: Layer, zipper: Zip, colours: list[str]) -> None:
    window = layer.window(zipper.line, 2.2)
    if window.empty:
        return
    here = window.slices
    density = layer.frame.density
    tape = layer.stroke([zipper.line], window, zipper.width * 1.9)
    layer.light[here] *= 1 - 0.30 * _soft(tape, 0.1 * density)
    metal = linear(zipper.colour)
    knots = resample(zipper.line, 0.16)
    width = zipper.width / 2
    left, right = offset(knots, width), offset(knots, -width)
    teeth = [np.vstack([left[i], knots[i]]) for i in range(0, len(knots), 2)]
    teeth += [np.vstack([right[i], knots[i]]) for i in range(1, len(knots), 2)]
    core = layer.stroke([zipper.line], window, zipper.width)
    layer.dye(window, core * 0.9, metal * np.float32(0.35))
    layer.dye(window, layer.stroke(teeth, window, 0.12), metal)
    layer.relief[here] += 0.06 * _soft(core, 0.08 * density)
    if zipper.slider:
        top = zipper.line[0]
        pull = f32([top, top + f32([0, 2.3])])
        head = f32([top - f32([0, 0.1]), top + f32([0, 0.9])])
        body = np.maximum(layer.stroke([head], window, 0.75), layer.stroke([pull], window, 0.34))
        layer.light[here] *= 1 - 0.4 * _soft(body, 0.16 * density)
        layer.dye(window, body, metal * np.float32(0.85))
        layer.light[here] += (1 - layer.light[here]) * body
        layer.relief[here] += 0.14 * _soft(body, 0.06 * density)


def _cord(layer: Layer, cord: Cord, colours: list[str]) -> None:
    window = layer.window(cord.line, 1.2)
    if window.empty:
        return
    here = window.slices
    density = layer.frame.density
    body = layer.stroke([cord.line], window, cord.width)
    layer.light[here] *= 1 - 0.38 * cv2.warpAffine(
        _soft(body, 0.16 * density), f32([[1, 0, 0.12 * density], [0, 1, 0.18 * density]]), body.shape[::-1]
    )
    layer.dye(window, body, linear(cord.colour))
    layer.light[here] += (1 - layer.light[here]) * body
    knots = resample(cord.line, 0.22)
    twist = [np.vstack([offset(knots, cord.width / 2)[i], offset(knots, -cord.width / 2)[min(i + 1, len(knots) - 1)]])
             for i in range(len(knots) - 1)]  # fmt: skip
    layer.light[here] *= 1 - 0.16 * layer.stroke(twist, window, 0.07) * body
    layer.relief[here] += 0.16 * _soft(body, 0.10 * density)
    if cord.tip:
        end = resample(cord.line, 0.2)[-5:]
        tip = layer.stroke([end], window, cord.width * 1.1)
        layer.dye(window, tip * 0.9, linear("#b9bcc0"), fixed=True)


def _lettering(layer: Layer, words: Lettering, colours: list[str]) -> None:
    density = layer.frame.density
    ink = set_type(words.text, words.height * density, words.width * density)
    if ink is None:
        return
    centre = layer.frame.px(f32([words.centre]))[0]
    x0, y0 = round(float(centre[0]) - ink.shape[1] / 2), round(float(centre[1]) - ink.shape[0] / 2)
    right, low = min(layer.frame.width, x0 + ink.shape[1]), min(layer.frame.height, y0 + ink.shape[0])
    window = Window(max(0, x0), max(0, y0), right, low)
    if window.empty:
        return
    ink = ink[window.y0 - y0 : window.y1 - y0, window.x0 - x0 : window.x1 - x0]
    layer.dye(window, f32(ink * 0.94 * layer.alpha[window.slices]), ink_of(colours))


def _emblem(layer: Layer, emblem: Emblem, colours: list[str]) -> None:
    density = layer.frame.density
    drawn = emblem.figure(max(4, round(emblem.size * density)))
    centre = layer.frame.px(f32([emblem.centre]))[0]
    x0, y0 = round(float(centre[0]) - drawn.shape[1] / 2), round(float(centre[1]) - drawn.shape[0] / 2)
    right, low = min(layer.frame.width, x0 + drawn.shape[1]), min(layer.frame.height, y0 + drawn.shape[0])
    window = Window(max(0, x0), max(0, y0), right, low)
    if window.empty:
        return
    drawn = drawn[window.y0 - y0 : window.y1 - y0, window.x0 - x0 : window.x1 - x0]
    share = np.clip(drawn[..., 3], 0, 1)
    ink = np.clip(drawn[..., :3] / np.maximum(share, 1e-3)[..., None], 0, 1)
    below = layer.albedo[window.slices]
    # Ink lies on the threads and shows them.
    threads = below / np.maximum(cv2.blur(below, (2 * round(0.25 * density) + 1,) * 2), 1e-3)
    ink = np.clip(ink * np.clip(threads, 0.7, 1.3), 0, 1)
    layer.dye(window, f32(share * 0.96 * layer.alpha[window.slices]), f32(ink), fixed=True)


def ink_of(colours: list[str]) -> F32:
    """Linear BGR of words: the second colour where it can be read on the first."""
    ground = luminance(colours[0])
    legible = abs(luminance(colours[1]) - ground) > 0.12
    return linear(colours[1] if legible else "#f2efe8" if ground < 0.3 else "#1c1c20")


_LAY: dict[type, Callable[[Layer, Any, list[str]], None]] = {
    Seam: _seam, Stitch: _stitch, Crease: _crease, Button: _button, Zip: _zip, Cord: _cord, Lettering: _lettering,
    Emblem: _emblem,
}  # fmt: skip
