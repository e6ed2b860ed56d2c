"""Measure the demo pictures with MediaPipe itself, for the test that compares our landmarks with its own.

Run in an environment of its own, because mediapipe holds numpy below 2:

    python -m venv reference && reference/bin/pip install mediapipe==0.10.21
    reference/bin/python tests/reference/make_mediapipe_reference.py tryon_desktop/_models/demo

Writes mediapipe_pose.json beside this file: for every picture its sha256, its size, and 33 points in its pixels.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import cv2
import mediapipe as mp

PICTURES = ("posture.jpg", "selfie.jpg")


def measure(path: Path) -> dict[str, object]:
    """MediaPipe Pose (full) on one still picture."""
    bgr = cv2.imread(str(path))
    height, width = bgr.shape[:2]
    with mp.solutions.pose.Pose(static_image_mode=True, model_complexity=1) as pose:
        landmarks = pose.process(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)).pose_landmarks.landmark
    return {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "size": [width, height],
        "keypoints_xy": [[round(p.x * width, 3), round(p.y * height, 3)] for p in landmarks],
    }


def main() -> None:
    """Measure every picture of the folder given."""
    folder = Path(sys.argv[1])
    reference = {"mediapipe": mp.__version__, "pictures": {name: measure(folder / name) for name in PICTURES}}
    Path(__file__).with_name("mediapipe_pose.json").write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()
