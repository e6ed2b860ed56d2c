"""Bundled files are hashed before use; damage is one clear line."""

import shutil

import pytest

from tryon_desktop.engine import models, resources
from tryon_desktop.engine.errors import ModelError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small copy of the installed models that a test may damage."""
    for name in ("index.json", "manifest.toml", "selfie_square.onnx"):
        shutil.copy(resources.models() / name, tmp_path / name)
    monkeypatch.setattr(resources, "models", lambda: tmp_path)
    return tmp_path


def test_an_intact_model_is_found(folder):
    assert models.model_path("selfie_square") == folder / "selfie_square.onnx"


@pytest.mark.parametrize("edit", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"\0" + data[1:]])
def test_an_altered_model_is_refused_until_it_is_repaired(folder, edit):
    path = folder / "selfie_square.onnx"
    good = path.read_bytes()
    path.write_bytes(edit(good))
    with pytest.raises(ModelError, match=r"selfie_square\.onnx.*hash differs") as caught:
        models.model_path("selfie_square")
    assert "\n" not in str(caught.value)
    path.write_bytes(good)
    assert models.model_path("selfie_square") == path


def test_a_missing_model_is_refused(folder):
    with pytest.raises(ModelError, match=r"face_mesh\.onnx is missing"):
        models.model_path("face_mesh")


def test_an_unknown_name_is_refused(folder):
    with pytest.raises(ModelError, match="no model is named 'nothing'"):
        models.model_path("nothing")


@pytest.mark.parametrize("index", [None, "", "[]", "{}", '{"files": {"a": 1}}'])
def test_without_a_readable_index_nothing_is_loaded(folder, index):
    path = folder / "index.json"
    path.unlink() if index is None else path.write_text(index)
    with pytest.raises(ModelError, match="bundled networks are missing"):
        models.model_path("selfie_square")


def test_a_model_is_hashed_once_a_process(folder, monkeypatch):
    hashed = []
    digest = models._digest
    monkeypatch.setattr(models, "_digest", lambda path: hashed.append(path) or digest(path))
    for _ in range(3):
        models.model_path("selfie_square")
    assert len(hashed) == 1


def test_the_list_tells_intact_missing_and_altered(folder):
    (folder / "face_mesh.onnx").write_bytes(b"not it")
    files = {file.name: file for file in models.list_models()}
    assert files["selfie_square"].intact
    assert files["selfie_square"].licence == "Apache-2.0"
    assert not files["face_mesh"].intact
    assert files["face_mesh"].size == len(b"not it")
    assert not files["pose_detector"].intact
    assert files["pose_detector"].size == 0
    assert files["demo/selfie.jpg"].source == "openvto 0.1.7: openvto/assets/people/3_selfie.jpg"
