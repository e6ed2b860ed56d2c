"""The manifest is complete: every network is pinned, described on a card, and what it says is what is on disk."""

import re

import onnx

from tryon_desktop.engine.models import list_models, model_path

HEX = re.compile(r"[0-9a-f]{64}")


def test_every_source_is_pinned(manifest):
    sources = [network.source for network in manifest.networks] + [picture.source for picture in manifest.pictures]
    assert all(HEX.fullmatch(source.sha256) and HEX.fullmatch(source.wheel.sha256) for source in sources)
    assert {source.wheel for source in sources} == set(manifest.wheels)
    assert all(HEX.fullmatch(own.sha256) for own in manifest.own)


def test_everything_named_is_on_disk_and_intact(manifest):
    files = list_models()
    named = [file for network in (*manifest.networks, *manifest.own) for file in network.results]
    assert len(files) == len(named) + len(manifest.pictures)
    assert all(file.intact and file.size and file.licence and file.source for file in files)


def test_ports_are_what_the_manifest_says(manifest):
    element = {"float32": onnx.TensorProto.FLOAT, "int64": onnx.TensorProto.INT64}
    networks = [one for one in (*manifest.networks, *manifest.own) if one.results[0].endswith(".onnx")]
    assert {one.name for one in manifest.own} - {one.name for one in networks} == {"passages", "moods"}
    for network in networks:
        graph = onnx.load(model_path(network.name)).graph
        for ports, values in ((network.inputs, graph.input), (network.outputs, graph.output)):
            for port, value in zip(ports, values, strict=True):
                dims = value.type.tensor_type.shape.dim
                assert value.name == port.name
                assert value.type.tensor_type.elem_type == element[port.dtype]
                assert tuple(dim.dim_param or dim.dim_value for dim in dims) == port.shape


def test_every_network_has_a_card(manifest, request):
    cards = request.config.rootpath / "models" / "cards"
    for network in (*manifest.networks, *manifest.own):
        text = (cards / f"{network.name}.md").read_text(encoding="utf-8")
        for heading in ("## Source", "## Input", "## Output", "## Limits"):
            assert heading in text, f"{network.name}: {heading}"
        for port in (*network.inputs, *network.outputs):
            shape = " x ".join(map(str, port.shape))
            assert f"`{port.name}`" in text, f"{network.name}: {port.name}"
            assert shape in text, f"{network.name}: {shape}"
    named = {network.name for network in (*manifest.networks, *manifest.own)}
    assert {card.stem for card in cards.glob("*.md")} - {"pictures"} == named


def test_the_installed_manifest_is_the_repository_s(request):
    installed = model_path("pose_detector").parent / "manifest.toml"
    assert installed.read_bytes() == (request.config.rootpath / "models" / "manifest.toml").read_bytes()
