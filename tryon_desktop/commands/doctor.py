"""`tryon-desktop doctor`: what this installation has, tried and not only listed."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import click

from tryon_desktop import __version__
from tryon_desktop.commands.figures import echo_json
from tryon_desktop.engine import folders
from tryon_desktop.engine.capture.camera import CameraInfo, list_cameras
from tryon_desktop.engine.errors import TryonError
from tryon_desktop.engine.models import ModelFile, list_models

_PACKAGES: Final = (
    "PySide6-Essentials", "onnxruntime-gpu", "onnxruntime", "opencv-python-headless", "numpy", "Pillow", "pydantic",
    "click", "psutil", "rapidfuzz", "platformdirs", "cv2-enumerate-cameras",
)  # fmt: skip

_PROVIDERS: Final = ("CUDA", "CoreML", "DirectML", "CPU")

_FOLDERS: Final = {
    "data": folders.data,
    "cache": folders.cache,
    "config": folders.config,
    "logs": folders.logs,
    "pictures": folders.pictures,
}


@dataclass(frozen=True, slots=True)
class Provider:
    """A processor that was asked to run a network. works: it did. milliseconds: how long one run took, else 0."""

    name: str
    works: bool
    why: str
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Probes:
    """What the doctor asks; tests ask something else. models and provider may raise TryonError."""

    models: Callable[[], tuple[ModelFile, ...]] = list_models
    cameras: Callable[[], list[CameraInfo]] = list_cameras
    provider: Callable[[str], Provider] = field(default=lambda name: try_provider(name))


@click.command(short_help="Check this installation.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def doctor(as_json: bool) -> None:
    """Report versions, processors (each is tried), cameras, bundled models with their hashes, and folders.

    Exits with 0 also when something optional is missing; what that means is said under "remarks".
    """
    probes = click.get_current_context().find_object(Probes) or Probes()
    report = examine(probes)
    if as_json:
        echo_json(report)
    else:
        _tell(report)


def examine(probes: Probes) -> dict[str, Any]:
    """The whole report as plain values."""
    remarks: list[str] = []
    try:
        models = probes.models()
    except TryonError as error:
        models = ()
        remarks.append(str(error))
    for model in models:
        if not model.intact:
            state = "was altered" if model.size else "is missing"
            remarks.append(f"the model {model.name} {state}: install Tryon Desktop again")
    providers = [_try(name, probes) for name in _PROVIDERS]
    if not any(provider.works for provider in providers):
        remarks.append("no processor can run the networks: the mirror will not start")
    elif not any(provider.works for provider in providers if provider.name != "CPU"):
        remarks.append("no accelerator can be used: the CPU runs the networks, which is enough for live pictures")
    cameras = probes.cameras()
    if not cameras:
        remarks.append("no camera was found: the window opens on the demo subject")
    places = {name: {"path": str(find()), "writable": folders.writable(find())} for name, find in _FOLDERS.items()}
    remarks += [
        f"the {name} folder {p['path']} cannot be written to" for name, p in places.items() if not p["writable"]
    ]
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "packages": {name: version for name in _PACKAGES if (version := _version(name))},
        "providers": [asdict(provider) for provider in providers],
        "cameras": [asdict(camera) for camera in cameras],
        "models": [asdict(model) | {"path": str(model.path)} for model in models],
        "folders": places,
        "remarks": remarks,
    }


def try_provider(name: str) -> Provider:
    """Load the networks of vision on one processor and run the smallest of them. Raises ModelError."""
    import numpy as np

    from tryon_desktop.engine.onnx_options import default_threads
    from tryon_desktop.engine.vision.sessions import choose_provider, load_sessions

    if name != "CPU":
        chosen, why = choose_provider([name], default_threads())
        if chosen.name != name:
            return Provider(name, False, _refusal(name, why))
    sessions = load_sessions([name])
    network: Any = sessions.face_detector
    blank = np.zeros(network.input_shape, np.float32)
    network(blank)
    start = time.perf_counter()
    network(blank)
    return Provider(name, sessions.provider == name, sessions.why, round((time.perf_counter() - start) * 1e3, 2))


def _refusal(name: str, why: str) -> str:
    """The reason within "CPU (CUDA: no driver on this machine)."."""
    _, found, reason = why.partition(f"{name}: ")
    return reason.rstrip(").") if found else "not part of this build of onnxruntime"


def _try(name: str, probes: Probes) -> Provider:
    try:
        return probes.provider(name)
    except TryonError as error:
        return Provider(name, False, str(error))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _tell(report: dict[str, Any]) -> None:
    click.echo(f"Tryon Desktop {report['version']}, Python {report['python']} on {report['system']}")
    click.echo(f"  {sys.executable}, {report['cpus']} CPUs")
    _section("packages", [f"{name} {version}" for name, version in report["packages"].items()])
    _section("processors", [_provider_line(provider) for provider in report["providers"]])
    _section("cameras", [f"{c['index']}: {c['name']} ({c['backend']})" for c in report["cameras"]])
    _section("models", [_model_line(model) for model in report["models"]])
    _section(
        "folders",
        [f"{name:9} {p['path']}{'' if p['writable'] else '  NOT WRITABLE'}" for name, p in report["folders"].items()],
    )
    _section("remarks", report["remarks"])


def _section(title: str, lines: list[str]) -> None:
    click.echo(f"\n{title}")
    for line in lines or ["none"]:
        click.echo(f"  {line}")


def _provider_line(provider: dict[str, Any]) -> str:
    if provider["works"]:
        return f"{provider['name']:9} works, a small network in {provider['milliseconds']:.1f} ms"
    return f"{provider['name']:9} not used: {provider['why']}"


def _model_line(model: dict[str, Any]) -> str:
    state = "intact" if model["intact"] else "ALTERED OR MISSING"
    return f"{model['name']:28} {model['size'] / 2**20:6.2f} MB  {state}  {model['licence']}"
