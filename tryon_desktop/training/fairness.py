"""Does vision see everybody alike? The same people, lighter and darker, nearer, mirrored, slimmer and broader.

    python -m tryon_desktop.training.fairness FOLDER

Each picture is changed in ways that are known exactly; what is found in the changed picture is compared with what was
found in the picture as it is. So it measures whether a change of skin or shape makes a difference, not
whether the first answer was right. Skin is shifted where the parse of the first picture says face or skin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import cv2
import numpy as np

from tryon_desktop.engine.arrays import F32, U8, Bool, f32
from tryon_desktop.engine.assembly import build_sessions
from tryon_desktop.engine.capture.picture import read_picture
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.vision.body import Body, Keypoint, Region
from tryon_desktop.engine.vision.networks import Sessions
from tryon_desktop.engine.vision.vision import Vision

_JOINTS = [Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER, Keypoint.LEFT_ELBOW, Keypoint.RIGHT_ELBOW,
           Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP]  # fmt: skip
_SWAPPED = [1, 0, 3, 2, 5, 4]
_SEEN = 0.5
_LONGEST = 960


def measure(pictures: Mapping[str, U8], sessions: Sessions) -> dict[str, dict[str, float]]:
    """Change -> people, found, joints' mean distance in shoulder widths, and the share of the skin found again."""
    rows: dict[str, list[tuple[bool, float, float]]] = {}
    for bgr in pictures.values():
        first = _see(sessions, bgr)
        if first is None:
            continue
        skin = _skin(first)
        for name, (changed, matrix, swapped) in _changes(bgr, skin).items():
            rows.setdefault(name, []).append(_compare(first, _see(sessions, changed), matrix, swapped))
    return {
        name: {
            "people": len(some), "found": float(np.mean([row[0] for row in some])),
            "joints_apart": float(np.nanmean([row[1] for row in some] or [np.nan])),
            "skin_again": float(np.nanmean([row[2] for row in some] or [np.nan])),
        }
        for name, some in rows.items()
    }  # fmt: skip


def _see(sessions: Sessions, bgr: U8) -> Body | None:
    return Vision(sessions, still=True)(Frame(0, 0.0, np.ascontiguousarray(bgr)))


def _skin(body: Body) -> Bool:
    """(H, W) bool of the frame: face and other bare skin, hands left out; nothing where no parse was made."""
    height, width = body.matte.shape
    if body.label_map is None:
        return np.zeros((height, width), bool)
    labels = cv2.resize(body.label_map, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.isin(labels, (Region.FACE, Region.SKIN))


def _changes(bgr: U8, skin: Bool) -> dict[str, tuple[U8, F32, bool]]:
    """Name -> changed picture, the affine matrix (2, 3) that carried it there, and whether left and right swapped."""
    height, width = bgr.shape[:2]
    same = f32([[1, 0, 0], [0, 1, 0]])
    changes: dict[str, tuple[U8, F32, bool]] = {}
    for name, shift in (("skin much darker", -35), ("skin darker", -18), ("skin lighter", 18)):
        changes[name] = _shifted(bgr, skin, shift), same, False
    light: dict[str, Callable[[F32], F32]] = {
        "room at a third": lambda x: x * 0.33, "warm light": lambda x: x * f32([0.7, 0.95, 1.15]),
    }  # fmt: skip
    for name, lit in light.items():
        changes[name] = np.clip(lit(bgr.astype(np.float32)), 0, 255).astype(np.uint8), same, False
    changes["mirrored"] = np.ascontiguousarray(bgr[:, ::-1]), f32([[-1.0, 0.0, width - 1.0], [0.0, 1.0, 0.0]]), True
    for name, part in (("upper two thirds", 0.67), ("upper half", 0.5)):
        changes[name] = np.ascontiguousarray(bgr[: int(height * part)]), same, False
    for name, factor in (("15 % slimmer", 0.85), ("15 % broader", 1.15), ("30 % broader", 1.3)):
        wide = cv2.resize(bgr, (round(width * factor), height), interpolation=cv2.INTER_AREA)
        changes[name] = np.asarray(wide, np.uint8), f32([[factor, 0.0, 0.0], [0.0, 1.0, 0.0]]), False
    return changes


def _shifted(bgr: U8, skin: Bool, by: float) -> U8:
    """The skin's lightness moved by `by` of 100, softly at its edge; everything else as it was."""
    soft = cv2.GaussianBlur(skin.astype(np.float32), (0, 0), 2)
    lab = cv2.cvtColor(bgr.astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    lab[:, :, 0] = np.clip(lab[:, :, 0] + by * soft, 0, 100)
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2BGR) * 255, 0, 255).astype(np.uint8)


def _compare(first: Body, other: Body | None, matrix: F32, swapped: bool) -> tuple[bool, float, float]:
    if other is None:
        return False, np.nan, np.nan
    wanted = first.keypoints_xy[_JOINTS] @ matrix[:, :2].T + matrix[:, 2]
    got = other.keypoints_xy[_JOINTS][_SWAPPED if swapped else slice(None)]
    height, width = other.matte.shape
    inside = (wanted >= 0).all(1) & (wanted < (width, height)).all(1)
    seen = inside & (first.visibility[_JOINTS] > _SEEN)
    across = max(float(np.linalg.norm(wanted[0] - wanted[1])), 1.0)
    apart = float(np.linalg.norm(wanted - got, axis=1)[seen].mean() / across) if seen.any() else np.nan
    carried = cv2.warpAffine(_skin(first).astype(np.uint8), matrix, (width, height), flags=cv2.INTER_NEAREST) > 0
    again = _skin(other)
    return True, apart, float((carried & again).sum() / carried.sum()) if carried.any() else np.nan


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def main(folder: Path) -> None:
    """Measure on every picture of FOLDER and print JSON."""
    pictures = {}
    for path in sorted(folder.iterdir()):
        bgr = read_picture(path)
        scale = min(1.0, _LONGEST / max(bgr.shape[:2]))
        size = round(bgr.shape[1] * scale), round(bgr.shape[0] * scale)
        pictures[path.stem] = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)
    click.echo(json.dumps(measure(pictures, build_sessions()), indent=1))


if __name__ == "__main__":
    main()
