"""What importing the program does to the threads of its libraries."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_COUNT = """
import os
import tryon_desktop.cli
import numpy as np
matrix = np.ones((900, 900), np.float32)
matrix @ matrix
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted in /proc")
def test_matrices_are_multiplied_on_the_thread_that_asks():
    untold = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    run = subprocess.run([sys.executable, "-c", _COUNT], capture_output=True, text=True, check=True, env=untold)
    assert run.stdout.strip() == "1"
