import json
from pathlib import Path

from tryon_desktop.commands.doctor import Probes, Provider
from tryon_desktop.engine.capture.camera import CameraInfo
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.models import ModelFile

GOOD = ModelFile("pose", Path("pose.onnx"), 1000, True, "Apache-2.0", "mediapipe")
ALTERED = ModelFile("face", Path("face.onnx"), 1000, False, "Apache-2.0", "mediapipe")
MISSING = ModelFile("hand", Path("hand.onnx"), 0, False, "Apache-2.0", "mediapipe")


def only_cpu(name):
    return Provider(name, name == "CPU", "" if name == "CPU" else "no driver on this machine", 1.5)


def probes(models=(GOOD,), cameras=(), provider=only_cpu):
    return Probes(models=lambda: models, cameras=lambda: list(cameras), provider=provider)


def test_report(shell, tmp_path):
    camera = CameraInfo(0, "Desk camera", "V4L2")
    result = shell("doctor", "--json", obj=probes(cameras=[camera]))
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["packages"]["numpy"]
    assert [provider["name"] for provider in report["providers"] if provider["works"]] == ["CPU"]
    assert report["cameras"] == [{"index": 0, "name": "Desk camera", "backend": "V4L2"}]
    assert report["models"][0]["intact"] is True
    assert report["folders"]["data"] == {"path": str(tmp_path / "home" / "data"), "writable": True}
    assert len(report["remarks"]) == 1


def test_what_is_wrong_is_said_and_the_exit_code_stays_zero(shell):
    result = shell("doctor", obj=probes(models=(GOOD, ALTERED, MISSING)))
    assert result.exit_code == 0
    assert "the model face was altered" in result.stdout
    assert "the model hand is missing" in result.stdout
    assert "no camera was found: the window opens on the demo subject" in result.stdout


def test_a_broken_installation_is_described(shell):
    def broken(*_):
        raise ModelError("the bundled networks are missing")

    result = shell("doctor", obj=Probes(models=broken, cameras=list, provider=broken))
    assert result.exit_code == 0
    assert "the bundled networks are missing" in result.stdout
    assert "no processor can run the networks" in result.stdout


def test_folders_that_cannot_be_written(shell, tmp_path, monkeypatch):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("TRYON_DESKTOP_HOME", str(in_the_way))
    report = json.loads(shell("doctor", "--json", obj=probes()).stdout)
    assert not report["folders"]["data"]["writable"]
    assert any("data folder" in remark for remark in report["remarks"])
