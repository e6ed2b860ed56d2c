"""The build: the same bytes every time, nothing done twice, damage repaired."""

import hashlib
import json
import shutil

import build as models_build
import pytest
from convert.layout import same_padding
from convert.manifest import Own
from convert.wheels import FetchError
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine import resources

extent = st.integers(1, 300)


@pytest.mark.parametrize("name", ["pose_detector", "face_mesh", "selfie_landscape"])
def test_conversion_is_deterministic(name, networks, source):
    network = networks[name]
    data = source(network.source)
    convert = models_build.CONVERTERS[network.converter]
    assert convert(network, data) == convert(network, data)


@pytest.fixture
def copy(tmp_path):
    target = tmp_path / "_models"
    shutil.copytree(resources.models(), target)
    index = json.loads((target / "index.json").read_text())
    index["recipe"] = models_build._recipe()
    (target / "index.json").write_text(json.dumps(index))
    return target


def test_an_intact_folder_is_left_alone(copy, monkeypatch):
    monkeypatch.setattr(models_build, "_produce", lambda *_: pytest.fail("built again"))
    models_build.build(copy)


@pytest.mark.parametrize("damage", ["altered", "missing", "no index", "other recipe"])
def test_a_damaged_folder_is_built_again(copy, monkeypatch, damage):
    card = copy / "face_detector.onnx"
    index = copy / "index.json"
    {
        "altered": lambda: card.write_bytes(card.read_bytes()[:-1]),
        "missing": card.unlink,
        "no index": index.unlink,
        "other recipe": lambda: index.write_text(index.read_text().replace(models_build._recipe(), "0" * 64)),
    }[damage]()
    monkeypatch.setattr(models_build, "_produce", lambda *_: [("face_detector.onnx", b"new")])
    models_build.build(copy)
    assert card.read_bytes() == b"new"
    assert list(json.loads(index.read_text())["files"]) == ["face_detector.onnx"]
    assert not list(copy.rglob("*.part"))


@given(n=extent, k=st.integers(1, 7), s=st.integers(1, 3), d=st.integers(1, 2))
def test_same_padding_keeps_the_extent_over_the_stride(n, k, s, d):
    top, left, bottom, right = same_padding((n, n), (k, k), (s, s), (d, d))
    reach = (k - 1) * d + 1
    assert (top, bottom) == (left, right)
    assert 0 <= bottom - top <= 1
    assert (n + top + bottom - reach) // s + 1 >= -(-n // s)
    if top + bottom:
        assert (n + top + bottom - reach) // s + 1 == -(-n // s)


def test_an_own_network_is_taken_only_when_it_is_the_named_one(tmp_path, monkeypatch):
    monkeypatch.setattr(models_build, "MODELS", tmp_path)
    (tmp_path / "own.onnx").write_bytes(b"weights")
    own = Own("own", "own.onnx", hashlib.sha256(b"weights").hexdigest(), "own.onnx", (), ())
    assert models_build._read_own(own) == b"weights"
    (tmp_path / "own.onnx").write_bytes(b"other")
    with pytest.raises(FetchError, match="hash differs"):
        models_build._read_own(own)
    (tmp_path / "own.onnx").unlink()
    with pytest.raises(FetchError, match="missing"):
        models_build._read_own(own)
