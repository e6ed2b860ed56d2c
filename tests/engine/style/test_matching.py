from __future__ import annotations

import numpy as np
import pytest

from tryon_desktop.engine.style.colours import colours
from tryon_desktop.engine.style.matching import match, matches
from tryon_desktop.engine.style.moods import remembered_moods
from tryon_desktop.engine.style.request import VALUES, Want
from tryon_desktop.training.requests import garments


@pytest.mark.parametrize("seed", range(4))
def test_all_at_once_is_as_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    specs = garments(40, rng)
    wants = [want for one in remembered_moods()[seed::400] for want in (*one.pulls, *one.avoids)]
    hexes = [colour.hex for colour in colours()]
    fields = {field: [str(value) for value in kind] for field, kind in VALUES.items()} | {"colour": hexes, "ink": hexes}
    for field, values in fields.items():
        for count in (1, 2, 4):
            picked = rng.choice(values, min(count, len(values)), replace=False)
            wants.append(Want(field, tuple(map(str, picked)), "", hard=bool(rng.integers(2))))
    wants += [Want("trim", ("collar=#ffffff", "cuffs=contrast"), ""), Want("tone", ("dark",), "")]
    one_by_one = np.array([[match(want, spec) for spec in specs] for want in wants])
    assert np.abs(matches(wants, specs) - one_by_one).max() < 1e-6
