import numpy as np

from tryon_desktop.training.fairness import _changes, _shifted


def test_only_the_skin_is_shifted():
    bgr = np.full((80, 60, 3), (110, 140, 190), np.uint8)
    skin = np.zeros((80, 60), bool)
    skin[20:60, 15:45] = True
    darker = _shifted(bgr, skin, -30)
    assert darker[40, 30].max() < bgr[40, 30].max() - 40
    assert np.abs(darker[:8].astype(int) - bgr[:8]).max() <= 1


def test_every_change_says_where_it_carried_the_picture():
    bgr = np.zeros((80, 60, 3), np.uint8)
    bgr[20:24, 10:14] = 255
    for name, (changed, matrix, swapped) in _changes(bgr, np.zeros((80, 60), bool)).items():
        x, y = matrix[:, :2] @ (11.5, 21.5) + matrix[:, 2]
        assert changed[round(float(y)), round(float(x))].max() > 60, name
        assert swapped == (name == "mirrored")
