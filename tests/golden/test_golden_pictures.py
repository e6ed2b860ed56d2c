"""The demo subject, dressed: real networks, real tailoring, everything together."""

from __future__ import annotations

from pathlib import Path

import cv2
import golden
import numpy as np
import pytest

from tryon_desktop.engine import resources
from tryon_desktop.engine.frame import Frame
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.pipeline import Look, Pipeline
from tryon_desktop.engine.tailor import sew
from tryon_desktop.engine.vision.sessions import load_sessions
from tryon_desktop.engine.vision.vision import Vision

HERE = Path(__file__).parent
LONG_SIDE = 360
WALL = 160

TEE = GarmentSpec(category="tee", colours=("#e8e4d8", "#23395d"), pattern="breton", sleeve="short", neckline="crew")
SHIRT = GarmentSpec(category="shirt", colours=("#7fa6c9",), fabric="oxford", sleeve="long", neckline="shirt",
                    closure="buttons", details=("chest_pocket",))  # fmt: skip
TROUSERS = GarmentSpec(category="trousers", colours=("#b9a27c",), fabric="twill", length="ankle", shape="straight")
BLAZER = GarmentSpec(category="blazer", colours=("#2b2f3a",), fabric="wool", sleeve="long", neckline="notched",
                     closure="buttons", details=("flap_pockets",))  # fmt: skip
DRESS = GarmentSpec(category="dress", colours=("#7a1f2b",), fabric="satin", sleeve="cap", neckline="v", length="knee",
                    shape="a_line")  # fmt: skip

OUTFITS = {
    "posture_shirt_trousers": ("posture.jpg", (SHIRT, TROUSERS)),
    "posture_dress": ("posture.jpg", (DRESS,)),
    "selfie_tee_blazer": ("selfie.jpg", (TEE, BLAZER)),
}


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(["CPU"])


def dressed(sessions, photo: str, specs: tuple[GarmentSpec, ...]) -> np.ndarray:
    """The photograph with `specs` worn, the wall behind made plain: it says nothing and fills the file."""
    bgr = cv2.imread(str(resources.models() / "demo" / photo))
    scale = LONG_SIDE / max(bgr.shape[:2])
    bgr = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    look = Look(tuple(sew(spec, size=640, garment_id=spec.category) for spec in specs))
    picture = Pipeline(Vision(sessions, still=True))(Frame(0, 0.0, bgr), look)
    assert len(picture.worn) == len(specs)
    touched = np.abs(picture.bgr.astype(np.int16) - bgr).max(-1) > 6
    shown = cv2.dilate((touched | (picture.body.matte > 40)).astype(np.uint8), np.ones((5, 5), np.uint8))
    plain = picture.bgr.copy()
    plain[shown == 0] = WALL
    x, y, width, height = cv2.boundingRect(shown)
    return plain[y : y + height, x : x + width]


@pytest.mark.parametrize("name", OUTFITS)
def test_the_demo_subject_wears_it_as_before(sessions, name, request):
    photo, specs = OUTFITS[name]
    update = request.config.getoption("--update-golden")
    golden.check(dressed(sessions, photo, specs), HERE / "pictures" / f"{name}.png", update=update)


def test_golden_pictures_stay_small():
    assert sum(path.stat().st_size for path in (HERE / "pictures").glob("*.png")) < 200_000


@pytest.fixture
def picture():
    grain = np.random.default_rng(1).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    return cv2.GaussianBlur(grain, (0, 0), 2)


def test_a_golden_picture_is_written_once_and_found_again(picture, tmp_path):
    path = tmp_path / "new" / "a.png"
    with pytest.raises(AssertionError, match="--update-golden"):
        golden.check(picture, path, update=False)
    golden.check(picture, path, update=True)
    golden.check(picture, path, update=False)
    golden.check(np.clip(picture.astype(int) + 1, 0, 255).astype(np.uint8), path, update=False)


@pytest.mark.parametrize("fault", ["brighter", "patch", "size"])
def test_another_picture_is_told_and_shown(picture, tmp_path, monkeypatch, fault):
    monkeypatch.setattr(golden, "DIFFS", tmp_path / "diffs")
    golden.check(picture, tmp_path / "a.png", update=True)
    other = picture.copy()
    if fault == "brighter":
        other = np.clip(other.astype(int) + 4, 0, 255).astype(np.uint8)
    elif fault == "patch":
        other[10:16, 10:16] = 255
    else:
        other = other[:-1]
    with pytest.raises(AssertionError, match=r"a\.png: .*(levels|size).*see"):
        golden.check(other, tmp_path / "a.png", update=False)
    assert cv2.imread(str(tmp_path / "diffs" / "a.png")).shape == (40, 150, 3)
