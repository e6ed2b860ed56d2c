"""Every network converted from TFLite gives what the TFLite interpreter gives."""

import cv2
import numpy as np
import pytest

interpreter = pytest.importorskip("ai_edge_litert.interpreter", reason="ai-edge-litert has no wheel for this platform")

NAMES = (
    "pose_detector",
    "pose_landmarks",
    "selfie_square",
    "selfie_landscape",
    "face_detector",
    "face_mesh",
    "palm_detector",
    "hand_landmarks",
)
# Both sides add the same float32 products in different orders: errors grow with the size of the sums.
RELATIVE = 3e-4
ABSOLUTE = 1e-5
CENTRED = {"pose_detector", "face_detector"}


def reference(model, image):
    """Outputs of the TFLite interpreter, in the order of the graph."""
    peer = interpreter.Interpreter(model_content=model, num_threads=2)
    peer.allocate_tensors()
    peer.set_tensor(peer.get_input_details()[0]["index"], image)
    peer.invoke()
    return [peer.get_tensor(detail["index"]) for detail in peer.get_output_details()]


def inputs(network, subject):
    _, height, width, _ = network.inputs[0].shape
    photo = cv2.resize(subject(network.name), (width, height), interpolation=cv2.INTER_AREA)[None]
    noise = np.random.default_rng(7).random(photo.shape, np.float32)
    return [image * 2 - 1 if network.name in CENTRED else image for image in (photo, noise)]


@pytest.mark.parametrize("name", NAMES)
def test_onnx_gives_what_tflite_gives(name, networks, source, subject, load):
    network = networks[name]
    session = load(name)
    model = source(network.source)
    for image in inputs(network, subject):
        wanted = reference(model, image)
        given = session.run([port.name for port in network.outputs], {"image": image})
        for port, want, got in zip(network.outputs, wanted, given, strict=True):
            assert got.shape == want.shape == port.shape
            tolerance = ABSOLUTE + RELATIVE * np.abs(want).max()
            np.testing.assert_allclose(got, want, rtol=0, atol=tolerance, err_msg=f"{name}: {port.name}")


def test_the_photograph_excites_the_networks(networks, subject, load):
    """The comparison above would mean little if the answers were all near zero."""
    least = {"pose_detector": 0.5, "face_detector": 0.5, "face_mesh": 0.5, "pose_landmarks": 0.5}
    for name, minimum in least.items():
        network = networks[name]
        session = load(name)
        score = next(port.name for port in network.outputs if port.name in {"scores", "presence"})
        (answer,) = session.run([score], {"image": inputs(network, subject)[0]})
        probability = answer.max() if name == "pose_landmarks" else 1 / (1 + np.exp(-answer.max()))
        assert probability > minimum, name


def test_all_tflite_networks_are_compared(manifest):
    assert {network.name for network in manifest.networks if network.converter == "tflite"} == set(NAMES)
