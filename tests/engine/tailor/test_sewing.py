from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryon_desktop.engine.garments.garment import (
    FULL_LANDMARKS,
    SKIRT_LANDMARKS,
    SLEEVE_LANDMARKS,
    TROUSER_LANDMARKS,
    UPPER_LANDMARKS,
    Garment,
    Part,
)
from tryon_desktop.engine.garments.spec import (
    SLOT_OF,
    Category,
    Closure,
    Detail,
    Fabric,
    Fit,
    GarmentSpec,
    Length,
    Neckline,
    Pattern,
    Shape,
    Sleeve,
    Slot,
    Wearer,
)
from tryon_desktop.engine.tailor import sew

COLOURS = st.sampled_from(["#ffffff", "#000000", "#b03a2e", "#1f3a5f", "#d8c9a8", "#2e4a3a"])


@st.composite
def specs(draw: st.DrawFn) -> GarmentSpec:
    category = draw(st.sampled_from(Category))
    bottom = SLOT_OF[category] is Slot.BOTTOM
    return GarmentSpec(
        category=category,
        colours=tuple(draw(st.lists(COLOURS, min_size=1, max_size=4))),
        pattern=draw(st.sampled_from(Pattern)),
        motif=draw(st.sampled_from(["star", "pineapple", "cat-face"])),
        fabric=draw(st.sampled_from(Fabric)),
        fit=draw(st.sampled_from(Fit)),
        sleeve=Sleeve.NONE if bottom else draw(st.sampled_from(Sleeve)),
        neckline=Neckline.NONE if bottom else draw(st.sampled_from([n for n in Neckline if n is not Neckline.NONE])),
        length=draw(st.sampled_from(Length)),
        shape=draw(st.sampled_from(Shape)),
        closure=draw(st.sampled_from(Closure)),
        details=tuple(draw(st.lists(st.sampled_from(Detail), max_size=3, unique=True))),
        wearer=draw(st.sampled_from(Wearer)),
        text=draw(st.sampled_from(["", "HELLO"])),
    )


def required_landmarks(spec: GarmentSpec) -> set[str]:
    if spec.category is Category.SKIRT:
        return set(SKIRT_LANDMARKS)
    if spec.slot is Slot.BOTTOM:
        return {name for name in TROUSER_LANDMARKS if not name.startswith("knee")}
    names = set(UPPER_LANDMARKS)
    if spec.category is Category.DRESS:
        names |= set(FULL_LANDMARKS)
    if spec.sleeve is not Sleeve.NONE:
        names |= {name.format(s=s) for name in SLEEVE_LANDMARKS if name.startswith("cuff") for s in "rl"}
    if spec.sleeve in (Sleeve.LONG, Sleeve.THREE_QUARTER):
        names |= {name.format(s=s) for name in SLEEVE_LANDMARKS for s in "rl"}
    return names


def covered_within(mask: np.ndarray, xy: tuple[float, float], radius: int) -> bool:
    x, y = round(xy[0]), round(xy[1])
    near = mask[max(0, y - radius) : y + radius + 1, max(0, x - radius) : x + radius + 1]
    return bool(near.size and near.max() > 100)


def check(garment: Garment, size: int) -> None:
    height, width = garment.image.shape[:2]
    assert max(height, width) == size
    alpha = garment.image[..., 3]
    solid = (alpha > 127).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    areas = sorted(stats[1:, cv2.CC_STAT_AREA], reverse=True)
    halves = 2 if garment.spec.closure is Closure.OPEN else 1
    assert sum(areas[halves:]) <= 0.004 * sum(areas), f"{count - 1} pieces: {areas[:5]}"
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert not border.any(), "it runs into the picture's edge"
    assert required_landmarks(garment.spec) <= set(garment.landmarks)
    both = alpha if garment.inner is None else np.maximum(alpha, garment.inner[..., 3])
    for name, xy in garment.landmarks.items():
        if name not in ("neck_front", "neck_back"):
            assert covered_within(both, xy, max(3, size // 60)), name
    whole = np.max(np.stack(list(garment.parts.values())), 0)
    assert (whole[alpha > 200] > 100).mean() > 0.999, "a pixel of no part"


@settings(max_examples=90, derandomize=True)
@given(specs())
def test_every_valid_spec_draws(spec: GarmentSpec) -> None:
    check(sew(spec, size=192), 192)


@pytest.mark.parametrize("category", list(Category))
def test_each_category_at_its_defaults(category: Category) -> None:
    top = SLOT_OF[category] is not Slot.BOTTOM
    spec = GarmentSpec(
        category=category,
        colours=("#446688",),
        neckline=Neckline.CREW if top else Neckline.NONE,
        sleeve=Sleeve.LONG if top else Sleeve.NONE,
    )
    garment = sew(spec, size=256, garment_id="x")
    check(garment, 256)
    assert garment.id == "x"
    if top:
        assert {Part.TORSO, Part.RIGHT_SLEEVE, Part.LEFT_SLEEVE} <= set(garment.parts)
        right, left = (garment.landmarks[f"cuff_{s}_outer"][0] for s in "rl")
        assert right < left, "the wearer's right is on the picture's left"


def test_the_same_spec_gives_the_same_picture() -> None:
    spec = GarmentSpec(category=Category.SHIRT, colours=("#ffffff", "#224466"), pattern=Pattern.FLORAL,
                       fabric=Fabric.LINEN, sleeve=Sleeve.LONG, neckline=Neckline.SHIRT)  # fmt: skip
    assert np.array_equal(sew(spec, size=160).image, sew(spec, size=160).image)


def test_colour_changes_no_outline() -> None:
    white, black = (
        sew(GarmentSpec(category=Category.TEE, colours=(c,), sleeve=Sleeve.SHORT, neckline=Neckline.CREW), size=256)
        for c in ("#ffffff", "#000000")
    )
    assert np.array_equal(white.image[..., 3], black.image[..., 3])
    inside = white.image[..., 3] == 255
    assert white.image[..., :3][inside].std() > 2, "white is burnt out"
    assert black.image[..., :3][inside].std() > 1, "black is flat"
    assert white.image[..., :3][inside].mean() > 190
    assert black.image[..., :3][inside].mean() < 60


def test_the_neck_is_open_before_and_closed_behind() -> None:
    garment = sew(
        GarmentSpec(category=Category.TEE, colours=("#336699",), sleeve=Sleeve.SHORT, neckline=Neckline.CREW), size=512
    )
    (_, front), (x, back) = garment.landmarks["neck_front"], garment.landmarks["neck_back"]
    y = round(front * 0.7 + back * 0.3)
    assert garment.inner is not None
    assert garment.image[y, round(x), 3] == 0
    assert garment.inner[y, round(x), 3] == 255


def test_stripes_keep_their_scale() -> None:
    spec = GarmentSpec(category=Category.TEE, colours=("#ffffff", "#000000"), pattern=Pattern.STRIPE,
                       sleeve=Sleeve.SHORT, neckline=Neckline.CREW)  # fmt: skip
    garment = sew(spec, size=768)
    top, low = garment.landmarks["armpit_l"][1], garment.landmarks["hem_l"][1]
    column = garment.image[round(top) : round(low) - 40, garment.image.shape[1] // 2, 1].astype(int)
    changes = int((np.abs(np.diff((column > 120).astype(int)))).sum())
    pixels_per_cm = (low - top) / (69.2 - 24.0)
    expected = (len(column) / pixels_per_cm) / 2.2
    assert abs(changes - expected) <= 2


def test_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        sew(GarmentSpec(category=Category.JEANS, colours=("#336699",)), size=20)


def test_words_are_set_or_their_absence_is_said() -> None:
    def tee(text: str) -> Garment:
        spec = GarmentSpec(category=Category.TEE, colours=("#20304f",), sleeve=Sleeve.SHORT, neckline=Neckline.CREW,
                           text=text)  # fmt: skip
        return sew(spec, size=256)

    plain, latin, chinese = tee(""), tee("HELLO"), tee("你好")
    assert not np.array_equal(plain.image, latin.image)
    assert latin.notes == ()
    assert np.array_equal(plain.image, chinese.image) == bool(chinese.notes)
