"""The networks that vision runs, and which processor runs them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from tryon_desktop.engine.arrays import F32
from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.models import model_path
from tryon_desktop.engine.onnx_options import SILENT, default_threads, session_options
from tryon_desktop.engine.vision.networks import Network, Sessions

NETWORKS = (
    "pose_detector",
    "pose_landmarks",
    "selfie_square",
    "selfie_landscape",
    "face_detector",
    "face_mesh",
)
_WARNINGS = 2
_PROBE = "face_detector"


@dataclass(frozen=True, slots=True)
class _Provider:
    """One execution provider. driver: library names of which one must load before it is even asked for, because
    onnxruntime writes to the terminal when it fails later. name: what a person reads.
    """

    key: str
    name: str
    driver: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


_CPU = _Provider("CPUExecutionProvider", "CPU")
_ACCELERATORS = (
    _Provider(
        "CUDAExecutionProvider", "CUDA", ("libcuda.so.1", "nvcuda.dll"), (("cudnn_conv_algo_search", "HEURISTIC"),)
    ),
    _Provider("CoreMLExecutionProvider", "CoreML"),
    _Provider("DmlExecutionProvider", "DirectML", ("directml.dll",)),
)


class OnnxNetwork:
    """A network run by onnxruntime. Safe to call from several threads."""

    def __init__(self, path: Path, provider: _Provider, threads: int) -> None:
        options = session_options(threads)
        chain = [(provider.key, dict(provider.options))]
        if provider is not _CPU:
            chain.append((_CPU.key, {}))
        try:
            self._session = ort.InferenceSession(str(path), options, providers=chain, enable_fallback=0)
        except Exception as fault:
            raise ModelError(f"{path.name} cannot be loaded: {_first_line(fault)}") from fault
        self._input = self._session.get_inputs()[0].name
        self.input_shape: tuple[int, ...] = tuple(self._session.get_inputs()[0].shape)

    @property
    def provider(self) -> str:
        """The execution provider that onnxruntime settled on."""
        return str(self._session.get_providers()[0])

    def __call__(self, batch: F32) -> list[F32]:
        """Run once. Raises ModelError when the provider fails."""
        try:
            outputs: list[F32] = self._session.run(None, {self._input: batch})
        except Exception as fault:
            raise ModelError(f"a network failed on {self.provider}: {_first_line(fault)}") from fault
        return outputs


def load_sessions(
    providers: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Sessions:
    """Load every network of vision on the best processor that really runs one of them.

    providers: names to try in this order, "CUDA", "CoreML", "DirectML", "CPU" (any case); None tries all.
    threads: CPU threads; None takes half of `default_threads`, because while the networks look at one frame the one
    before is dressed (ADR 0012).
    progress: called with (network name, fraction done). Raises ModelError when a network is missing or broken.
    """
    threads = threads or max(1, default_threads() // 2)
    provider, why = choose_provider(providers, threads)
    networks: dict[str, Network] = {}
    for count, name in enumerate(NETWORKS):
        if progress is not None:
            progress(name, count / len(NETWORKS))
        networks[name] = OnnxNetwork(model_path(name), provider, threads)
    if progress is not None:
        progress("", 1.0)
    return Sessions(**networks, provider=provider.name, why=why)


def choose_provider(providers: Sequence[str] | None, threads: int) -> tuple[_Provider, str]:
    """The first provider on which a small network really runs, and one line that says why it is this one."""
    wanted = None if providers is None else [name.lower() for name in providers]
    refusals: list[str] = []
    candidates = [p for p in _ACCELERATORS if wanted is None or p.name.lower() in wanted]
    if wanted is not None:
        candidates.sort(key=lambda p: wanted.index(p.name.lower()))
        if _CPU.name.lower() in wanted:
            ahead = wanted[: wanted.index(_CPU.name.lower())]
            candidates = [p for p in candidates if p.name.lower() in ahead]
    for candidate in candidates:
        refusal = _refusal(candidate, threads)
        if refusal is None:
            return candidate, f"{candidate.name} runs the networks."
        if refusal:
            refusals.append(f"{candidate.name}: {refusal}")
    if wanted is not None and not candidates:
        return _CPU, "CPU, as asked."
    return _CPU, "CPU" + (f" ({'; '.join(refusals)})." if refusals else ": no accelerator that onnxruntime can use.")


def _refusal(provider: _Provider, threads: int) -> str | None:
    """Why `provider` cannot be used: None when it ran, "" when this build of onnxruntime does not have it."""
    if provider.key not in ort.get_available_providers():
        return ""
    if provider.driver and not any(_loads(library) for library in provider.driver):
        return "no driver on this machine"
    ort.set_default_logger_severity(SILENT)
    try:
        network = OnnxNetwork(model_path(_PROBE), provider, threads)
        if network.provider != provider.key:
            return "its libraries cannot be loaded"
        network(np.zeros(network.input_shape, np.float32))
    except ModelError as fault:
        return str(fault)
    finally:
        ort.set_default_logger_severity(_WARNINGS)
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0][:200]
