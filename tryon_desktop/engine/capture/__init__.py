"""Where frames come from: camera, video file, still picture, demo subject."""
