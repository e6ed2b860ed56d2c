"""Makes a Garment of a photograph: read, cut out, measured, split into parts and layers."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from tryon_desktop.engine.arrays import U8
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.errors import GarmentError
from tryon_desktop.engine.garments.cutout import bled, cut_out, lab_of
from tryon_desktop.engine.garments.garment import Garment, Origin
from tryon_desktop.engine.garments.guess import Recognise, guess_spec
from tryon_desktop.engine.garments.landmarks import find_landmarks
from tryon_desktop.engine.garments.opening import find_opening, split_inner
from tryon_desktop.engine.garments.outline import Point
from tryon_desktop.engine.garments.parts import split_parts
from tryon_desktop.engine.garments.silhouette import Build, read_silhouette
from tryon_desktop.engine.garments.spec import Category, GarmentSpec, Length, Neckline, Slot

_LEAST_SIDE_PX, _PHOTO_SIDE = 96, 1600
_LONG = {Length.KNEE, Length.MIDI, Length.ANKLE, Length.FLOOR}
_OWN_SHADOW_NOTE = "cut out from a cluttered ground: the outline may be off by some pixels"


def read_photo(path: Path) -> U8:
    """BGR, or BGRA where the picture has transparency, at most 1600 px on its longer side. Raises InputError."""
    picture = read_picture(path)
    with Image.open(path) as image:
        if "A" in image.getbands() or "transparency" in image.info:
            rgba = np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))
            if int(rgba[:, :, 3].min()) < 250:
                picture = np.ascontiguousarray(rgba[:, :, [2, 1, 0, 3]])
    scale = min(1.0, _PHOTO_SIDE / max(picture.shape[:2]))
    if scale < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return picture


def garment_from_photo(
    bgr: U8, *, garment_id: str, spec: GarmentSpec | None = None, origin: Origin = Origin.PHOTO,
    recognise: Recognise | None = None,
) -> Garment:  # fmt: skip
    """Turn a photograph of one garment, spread out and seen from the front, into something that can be worn.

    bgr: (H, W, 3) BGR or (H, W, 4) BGRA uint8; a picture with transparent pixels is taken as already cut out.
    spec: what it is; guessed from shape and colour when None, and from what `recognise` makes of the picture. The
    inside of the back, where it shows at the neck, goes to the layer of its own. Raises GarmentError with one line when
    there is no garment to be seen.
    """
    if bgr.ndim != 3 or bgr.shape[2] not in (3, 4) or bgr.dtype != np.uint8 or min(bgr.shape[:2]) < _LEAST_SIDE_PX:
        raise GarmentError(f"a garment's photograph needs at least {_LEAST_SIDE_PX}x{_LEAST_SIDE_PX} pixels in colour")
    cut = cut_out(bgr)
    mask = cut.mask
    shape = read_silhouette(mask, np.ascontiguousarray(lab_of(cut.bgr)[:, :, 0]))
    build = shape.build if spec is None else _build_of(spec)
    try:
        marks = find_landmarks(shape, build)
    except ValueError as misfit:  # an outline without the corners of the build that was named
        raise GarmentError("what is in the photograph has not the outline of such a garment") from misfit
    _check_landmarks(marks, build, mask.shape[1])
    if spec is None:
        spec = guess_spec(cut.bgr, mask, marks, build, recognise(bgr) if recognise is not None else None)
    image, inner = np.dstack([bled(cut.bgr, cut.alpha >= 250), cut.alpha]), None
    if build == "upper":
        opening = None if spec.neckline is Neckline.OFF_SHOULDER else find_opening(cut.bgr, mask, marks, spec)
        if opening is not None:
            marks["neck_front"] = opening.front
            image, inner = split_inner(cut.bgr, cut.alpha, opening)
    skirted = spec.category is Category.DRESS or (spec.category is Category.COAT and spec.length in _LONG)
    if build == "upper" and not skirted:
        marks = {name: point for name, point in marks.items() if not name.startswith("hip_")}
    return Garment(
        id=garment_id,
        spec=spec,
        image=np.ascontiguousarray(image),
        landmarks=marks,
        parts=split_parts(shape, marks, build, skirted=skirted),
        inner=inner,
        origin=origin,
        notes=() if cut.plain else (_OWN_SHADOW_NOTE,),
    )


def _build_of(spec: GarmentSpec) -> Build:
    if spec.slot is not Slot.BOTTOM:
        return "upper"
    return "skirt" if spec.category is Category.SKIRT else "legs"


def _check_landmarks(marks: dict[str, Point], build: Build, width: int) -> None:
    """A shape whose landmarks contradict one another is no garment that could be worn."""
    right, left = ("armpit_r", "armpit_l") if build == "upper" else ("waist_r", "waist_l")
    upright = build != "upper" or (
        marks["shoulder_r"][1] < marks["hem_r"][1] and marks["shoulder_l"][1] < marks["hem_l"][1]
    )
    if marks[left][0] - marks[right][0] < 0.08 * width or not upright:
        raise GarmentError("no garment found in the photograph: lay it flat, upright, with its front up")
