"""Product photographs drawn for the tests: flat shapes on a pale ground with a soft shadow."""

import cv2
import numpy as np

GROUND = (238, 240, 241)
TEE = [
    (200, 90), (240, 78), (272, 78), (312, 90), (372, 118), (450, 250), (392, 286), (352, 226), (352, 470), (160, 470),
    (160, 226), (120, 286), (62, 250), (140, 118),
]  # fmt: skip
LONG_SLEEVED = [
    (200, 90), (240, 78), (272, 78), (312, 90), (372, 118), (462, 430), (410, 446), (352, 226), (352, 470), (160, 470),
    (160, 226), (102, 446), (50, 430), (140, 118),
]  # fmt: skip
TROUSERS = [
    (180, 50), (332, 50), (350, 200), (356, 480), (284, 480), (264, 206), (248, 206), (228, 480), (156, 480), (162, 200)
]  # fmt: skip
SHORTS = [(160, 150), (352, 150), (384, 340), (270, 350), (257, 275), (255, 275), (242, 350), (128, 340)]
SKIRT = [(190, 100), (322, 100), (400, 430), (112, 430)]
TANK = [
    (176, 70), (206, 70), (216, 150), (256, 176), (296, 150), (306, 70), (336, 70), (338, 150), (372, 210), (366, 470),
    (146, 470), (140, 210), (174, 150),
]  # fmt: skip


def photograph(shape, colour=(70, 60, 150), *, ground=GROUND, shadow=True, size=512):
    """(size, size, 3) BGR uint8; `shape` in units of a 512 px picture, shaded a little, with grain."""
    scale = size / 512
    mask = mask_of(shape, size)
    picture = np.empty((size, size, 3), np.float32)
    picture[:] = ground
    if shadow:
        moved = np.roll(mask.astype(np.float32), (round(7 * scale), round(3 * scale)), (0, 1))
        picture *= 1 - 0.45 * cv2.GaussianBlur(moved, (0, 0), 5 * scale)[..., None]
    grain = np.random.default_rng(1).normal(0, 5, (size, size, 1))
    cloth = np.float32(colour) + grain
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.7)[..., None]
    picture = picture * (1 - soft) + cloth * soft
    return np.clip(picture, 0, 255).astype(np.uint8)


def mask_of(shape, size=512):
    canvas = np.zeros((size, size), np.uint8)
    points = np.round(np.float32(shape) * size / 512).astype(np.int32)
    cv2.fillPoly(canvas, [points.reshape(-1, 1, 2)], 1)
    return canvas > 0
