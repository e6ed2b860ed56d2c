"""What may run in vision's process in place of the real thing: the tests' networks, and every way to fail.

Started in a process of its own, which imports this module: nothing here is a closure.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import numpy as np
from vision_fakes import SIDE, Stage

from tryon_desktop.engine.errors import ModelError
from tryon_desktop.engine.vision.worker import Loading, Ready, serve

CENTRE = (SIDE / 2, SIDE / 2, 360.0)
DEADLY = 250
"""Of a frame as bright as this, the networks do something terrible."""


def load(providers, progress):
    progress("pose_detector", 0.0)
    progress("", 1.0)
    return replace(Stage(people=[CENTRE]).sessions(), provider="CPU", why=f"asked for {providers}")


def sees(connection, providers):
    serve(connection, providers, load)


def _deadly(network, deed):
    def run(batch):
        if batch.mean() > DEADLY / 255:
            deed()
        return network(batch)

    return run


def _serve_deadly(connection, providers, deed, provider="CPU"):
    def loaded(providers, progress):
        real = load(providers, progress)
        name = provider if providers is None else providers[0]
        return replace(real, pose_detector=_deadly(real.pose_detector, deed), provider=name)

    serve(connection, providers, loaded)


def _die():
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)


def _fail():
    raise ZeroDivisionError("by a network")


def _refuse():
    raise ModelError("a network failed on CUDA: out of memory")


def _hang():
    time.sleep(60)


def dies(connection, providers):
    _serve_deadly(connection, providers, _die)


def dies_on_cuda(connection, providers):
    _serve_deadly(connection, providers, _die if providers is None else _nothing, "CUDA")


def fails(connection, providers):
    _serve_deadly(connection, providers, _fail)


def refuses(connection, providers):
    _serve_deadly(connection, providers, _refuse)


def hangs(connection, providers):
    _serve_deadly(connection, providers, _hang)


def loads_nothing(connection, providers):
    def broken(providers, progress):
        progress("pose_detector", 0.0)
        raise ModelError("pose_detector.onnx is missing")

    serve(connection, providers, broken)


def never_starts(connection, providers):
    """Ends before it has said anything, as a process does that cannot import its modules."""


def ignores_its_end(connection, providers):
    """Does not notice that nobody is there any more."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    connection.send(Loading("", 1.0))
    connection.send(Ready("CPU", ""))
    time.sleep(60)


def _nothing():
    pass


def bright(size=(SIDE, SIDE)):
    return np.full((size[1], size[0], 3), 255, np.uint8)
