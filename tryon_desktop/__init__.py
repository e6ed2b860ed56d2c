"""Tryon Desktop: a mirror with a wardrobe, entirely on the user's own machine."""

import os

# Matrices here are small. OpenBLAS's threads wait for more of them in a busy loop, which takes a core from the mirror;
# how many there are is only asked when NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
