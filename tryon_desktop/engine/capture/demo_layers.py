"""The demo photograph taken apart: the person cut out, and the room without the person."""

from __future__ import annotations

import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8

_STRETCHED = 185
"""Photograph pixels at each side, clear of the person, that a wide frame stretches to its edges."""


def _spread(colour: F32, weight: F32) -> F32:
    """Fill where `weight` is low with the colours around, by a pyramid of normalised averages. (H, W, 3) float32."""
    total, amount = colour * weight[..., None], weight
    height, width = weight.shape
    if min(height, width) <= 4:
        return np.asarray(total / np.maximum(amount, 1e-6)[..., None], np.float32)
    small = ((width + 1) // 2, (height + 1) // 2)
    below = cv2.resize(total, small, interpolation=cv2.INTER_AREA)
    share = np.asarray(cv2.resize(amount, small, interpolation=cv2.INTER_AREA), np.float32)
    filled = _spread(np.asarray(below / np.maximum(share, 1e-6)[..., None], np.float32), np.minimum(share * 2, 1))
    around = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(total + around * (1 - amount)[..., None], np.float32)


def cut_out(photo: U8, matte: U8) -> U8:
    """Premultiplied BGRA of the person, the bright rim of the cut replaced with the colours inside it."""
    inside = cv2.erode(matte, np.ones((5, 5), np.uint8)).astype(np.float32) / np.float32(255)
    colour = _spread(photo.astype(np.float32), inside)
    alpha = matte.astype(np.float32)[..., None] / 255
    return np.dstack([colour * alpha, alpha * 255]).clip(0, 255).astype(np.uint8)


def empty_room(photo: U8, matte: U8, to_frame: F32, size: tuple[int, int]) -> U8:
    """The room without the person, at frame size; at the sides of a wide frame it goes on, stretched and blurred."""
    empty = _empty(photo, matte)
    scale, left, top = float(to_frame[0, 0]), float(to_frame[0, 2]), float(to_frame[1, 2])
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    if left <= 0:
        narrow = cv2.remap(
            empty, (x - left) / scale, (y - top) / scale, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        return np.asarray(narrow, np.uint8)
    middle = (size[0] - 1) / 2
    shown, kept = middle, middle - left - _STRETCHED * scale
    beyond = np.maximum(np.abs(x - middle) - kept, 0)
    strip, room = _STRETCHED * scale, shown - kept
    # Slope 1 where the strip begins, and the photograph's edge at the frame's.
    inward = beyond / (1 + beyond * (room / strip - 1) / room)
    source_x = middle + np.sign(x - middle) * (np.minimum(np.abs(x - middle), kept) + inward)
    wide = cv2.remap(
        empty, (source_x - left) / scale, (y - top) / scale, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    for sigma, start, end in ((2, 0.15, 0.45), (6, 0.35, 0.75), (14, 0.6, 1.0)):
        share = np.clip((beyond / room - start) / (end - start), 0, 1)[..., None]
        wide = (wide * (1 - share) + cv2.GaussianBlur(wide, (0, 0), sigma) * share).astype(np.uint8)
    return np.asarray(wide, np.uint8)


def _empty(photo: U8, matte: U8) -> U8:
    """The photograph with the person painted over: each row goes on mirrored from both sides of the person.

    Only a hand's breadth along the outline is ever seen, when the person moves aside.
    """
    closed = cv2.morphologyEx(matte, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (31, 31)))
    body = cv2.dilate(closed, np.ones((9, 9), np.uint8)) > 127
    height, width = body.shape
    columns = np.arange(width)
    source = np.tile(columns.astype(np.float32), (height, 1))
    for row in range(height):
        edges = np.flatnonzero(np.diff(body[row].astype(np.int8), prepend=0, append=0))
        for first, past in edges.reshape(-1, 2):
            run = columns[first:past]
            from_left = run - first < past - 1 - run
            mirrored = np.where(from_left, 2 * first - 1 - run, 2 * past - run)
            source[row, first:past] = np.clip(mirrored, 0, width - 1)
    rows = np.tile(np.arange(height, dtype=np.float32)[:, None], (1, width))
    filled = cv2.remap(photo, source, rows, cv2.INTER_NEAREST)
    soft = cv2.GaussianBlur(filled, (0, 0), 2.5)
    return np.where(cv2.blur(body.astype(np.uint8) * 255, (5, 5))[..., None] > 127, soft, photo)
