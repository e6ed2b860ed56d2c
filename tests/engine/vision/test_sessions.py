from __future__ import annotations

import numpy as np
import onnxruntime as ort
import pytest

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.vision import sessions


def test_cpu_as_asked():
    provider, why = sessions.choose_provider(["cpu"], 1)
    assert provider.name == "CPU"
    assert why == "CPU, as asked."


def test_an_accelerator_without_its_driver_is_not_even_asked_for(monkeypatch, capfd):
    monkeypatch.setattr(ort, "get_available_providers", lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"])
    monkeypatch.setattr(sessions, "_loads", lambda library: False)
    monkeypatch.setattr(sessions, "OnnxNetwork", lambda *args: pytest.fail("a session was made"))
    provider, why = sessions.choose_provider(None, 1)
    assert provider.name == "CPU"
    assert "CUDA" in why
    assert "driver" in why
    assert capfd.readouterr() == ("", "")


def test_an_accelerator_that_runs_is_taken_and_one_that_fails_is_explained(monkeypatch):
    monkeypatch.setattr(ort, "get_available_providers", lambda: ["CUDAExecutionProvider", "CoreMLExecutionProvider"])
    monkeypatch.setattr(sessions, "_loads", lambda library: True)

    class Network:
        input_shape = (1, 2, 2, 3)

        def __init__(self, path, provider, threads):
            self.provider = provider.key

        def __call__(self, batch):
            assert batch.shape == self.input_shape
            if self.provider.startswith("CUDA"):
                raise ModelError("no kernel image")
            return [np.zeros(1)]

    monkeypatch.setattr(sessions, "OnnxNetwork", Network)
    assert sessions.choose_provider(None, 1)[0].name == "CoreML"
    assert sessions.choose_provider(["CUDA"], 1)[0].name == "CPU"
    assert "no kernel image" in sessions.choose_provider(["CUDA"], 1)[1]


def test_tensorrt_is_never_asked_for():
    assert not any("Tensorrt" in provider.key for provider in sessions._ACCELERATORS)


def test_an_altered_network_is_one_clear_line(tmp_path):
    path = tmp_path / "face_mesh.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"^face_mesh\.onnx cannot be loaded: [^\n]+$"):
        sessions.OnnxNetwork(path, sessions._CPU, 1)


def test_progress_reaches_the_end():
    seen = []
    loaded = sessions.load_sessions(["CPU"], progress=lambda name, done: seen.append((name, done)))
    assert loaded.provider == "CPU"
    assert seen[0] == ("pose_detector", 0.0)
    assert seen[-1][1] == 1.0
    assert [done for _, done in seen] == sorted(done for _, done in seen)
