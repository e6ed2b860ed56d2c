"""Networks that turn a frame into a Body: pose, matte, face, parse, smoothing."""
