"""Pictures made harder: turned, tilted, cropped, relit, blurred, noisy, hidden in part, on any ground."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, f32, u8

_GREY = (128, 128, 128)
_SHOP_GREY = 200.0
"""What `engine.style.image_encoder.prepared` lays transparent pictures on."""


def augmented(bgr: U8, side: int, rng: np.random.Generator, *, strength: float = 1.0) -> U8:
    """One harder view of a photograph: (side, side, 3) uint8 BGR. strength: 0 only resizes, 1 is for training."""
    if strength <= 0:
        return np.asarray(cv2.resize(bgr, (side, side), interpolation=cv2.INTER_AREA), np.uint8)
    view = cv2.warpPerspective(
        bgr, _view(bgr.shape[1], bgr.shape[0], side, rng, strength), (side, side),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101,
    )  # fmt: skip
    return _spoilt(_relit(np.asarray(view, np.uint8), rng, strength), rng, strength)


def placed(bgra: U8, ground: U8, side: int, rng: np.random.Generator) -> tuple[U8, U8]:
    """A cut-out garment laid on `ground` (side, side, 3) with a soft shadow.

    Returns the picture, (side, side, 3) uint8 BGR, and where the garment lies on it, (side, side) uint8 alpha.
    """
    scale = rng.uniform(0.72, 1.02)
    spin = rng.choice((0, 0, 0, 0, 0, 0, 90, 180, 270)) + rng.normal(0, 9)
    warp = _view(bgra.shape[1], bgra.shape[0], side, rng, 0.7, scale=scale, degrees=float(spin))
    flat = cv2.warpPerspective(bgra, warp, (side, side), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    alpha = flat[..., 3:].astype(np.float32) / 255
    shadow = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(1.5, 5))[..., None]
    shift = f32([[1, 0, rng.uniform(-4, 4)], [0, 1, rng.uniform(0, 5)]])
    moved = cv2.warpAffine(shadow, shift, (side, side))[..., None] * rng.uniform(0.1, 0.5)
    under = ground.astype(np.float32) * (1 - moved)
    laid = flat[..., :3] * alpha * _lamp(side, rng) + under * (1 - alpha)
    picture = _spoilt(_relit(np.clip(laid, 0, 255).astype(np.uint8), rng, 0.6), rng, 1.0)
    return picture, np.asarray(flat[..., 3], np.uint8)


def shown(bgra: U8, side: int, rng: np.random.Generator) -> tuple[U8, U8]:
    """A cut-out garment as a shop shows it: upright on plain, light ground, now and then mirrored; as `placed`."""
    scale = rng.uniform(0.9, 1.06)
    warp = _view(bgra.shape[1], bgra.shape[0], side, rng, 0.12, scale=scale, degrees=float(rng.normal(0, 1.5)))
    flat = cv2.warpPerspective(bgra, warp, (side, side), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    alpha = flat[..., 3:].astype(np.float32) / 255
    ground = _SHOP_GREY if rng.random() < 0.5 else rng.uniform(170, 255)
    laid = flat[..., :3] * alpha + ground * (1 - alpha)
    return _relit(np.clip(laid, 0, 255).astype(np.uint8), rng, 0.2), np.asarray(flat[..., 3], np.uint8)


def ground_of(photograph: U8, side: int, rng: np.random.Generator) -> U8:
    """Something to lay a garment on: a corner of a photograph enlarged, or a plain, shaded or woven colour."""
    if rng.random() < 0.6:
        height, width = photograph.shape[:2]
        part = int(min(height, width) * rng.uniform(0.12, 0.25))
        y = 0 if rng.random() < 0.5 else height - part
        x = 0 if rng.random() < 0.5 else width - part
        corner = np.ascontiguousarray(photograph[y : y + part, x : x + part])
        return np.asarray(cv2.resize(corner, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
    base = np.full((side, side, 3), rng.uniform(20, 250, 3) if rng.random() < 0.4 else rng.uniform(40, 250), np.float32)
    if rng.random() < 0.5:
        grain = rng.normal(0, rng.uniform(2, 25), (side, side, 1)).astype(np.float32)
        woven = cv2.GaussianBlur(grain, (0, 0), sigmaX=rng.uniform(0.5, 12), sigmaY=rng.uniform(0.5, 12))[..., None]
        base = f32(base + 3 * woven)
    return u8(np.clip(base * _lamp(side, rng), 0, 255).astype(np.uint8))


def _view(
    width: int, height: int, side: int, rng: np.random.Generator, strength: float,
    *, scale: float | None = None, degrees: float | None = None,
) -> F32:  # fmt: skip
    """Homography from the picture onto a square: mirrored half of the time, turned, scaled, moved, tilted."""
    turn = np.radians(rng.normal(0, 12 * strength) if degrees is None else degrees)
    grow = np.exp(rng.uniform(-0.16, 0.38) * strength) if scale is None else scale
    stretch = np.exp(rng.uniform(-0.12, 0.12) * strength)
    flip = -1.0 if rng.random() < 0.5 else 1.0
    moved = rng.uniform(-0.1, 0.1, 2) * strength
    corners = f32([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    turned = corners @ f32([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]).T
    target = turned * f32([flip * grow * stretch, grow / stretch]) + moved
    target = target + rng.uniform(-0.07, 0.07, (4, 2)) * strength
    source = (corners + 1) / 2 * f32([width, height])
    return f32(cv2.getPerspectiveTransform(f32(source), f32((target + 1) / 2 * side)))


def _lamp(side: int, rng: np.random.Generator) -> F32:
    """Light that falls off to one side, (side, side, 1), about 1."""
    slope = rng.uniform(-0.3, 0.3, 2)
    ramp = np.linspace(-1, 1, side, dtype=np.float32)
    return f32(1 + slope[0] * ramp[:, None] + slope[1] * ramp[None, :])[..., None]


def _relit(bgr: U8, rng: np.random.Generator, strength: float) -> U8:
    """Exposure, contrast, white balance, saturation."""
    gain = np.exp(rng.normal(0, 0.16 * strength)) * np.exp(rng.normal(0, 0.06 * strength, 3))
    bias = rng.normal(0, 8 * strength)
    table = np.clip(np.arange(256)[:, None] * gain + bias, 0, 255).astype(np.uint8)
    lit = cv2.LUT(bgr, table[None])
    grey = cv2.cvtColor(cv2.cvtColor(lit, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    keep = float(np.clip(1 + rng.normal(0, 0.2 * strength), 0, 1.6))
    return np.asarray(cv2.addWeighted(lit, keep, grey, 1 - keep, 0), np.uint8)


def _spoilt(bgr: U8, rng: np.random.Generator, strength: float) -> U8:
    """Blur, noise, and a patch that hides something, each now and then."""
    side = bgr.shape[0]
    if rng.random() < 0.15 * strength:
        bgr = np.asarray(cv2.GaussianBlur(bgr, (0, 0), rng.uniform(0.4, 1.6)), np.uint8)
    if rng.random() < 0.2 * strength:
        noise = rng.normal(0, rng.uniform(2, 10), bgr.shape)
        bgr = np.clip(bgr + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.3 * strength:
        height, width = (int(v) for v in side * rng.uniform(0.1, 0.35, 2))
        y, x = int(rng.integers(side - height)), int(rng.integers(side - width))
        fill = _GREY if rng.random() < 0.5 else tuple(int(v) for v in rng.integers(0, 256, 3))
        bgr = bgr.copy()
        bgr[y : y + height, x : x + width] = fill
    return bgr
