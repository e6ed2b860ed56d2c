"""What needs torch: left out where the extra `train` is not installed."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

import onnx  # noqa: E402
import onnxruntime as ort  # noqa: E402

from tryon_desktop.engine.errors import InputError, ModelError  # noqa: E402
from tryon_desktop.engine.models import model_path  # noqa: E402
from tryon_desktop.engine.onnx_options import session_options  # noqa: E402
from tryon_desktop.engine.style.heads import HEADS, Kind, head_slices  # noqa: E402
from tryon_desktop.engine.style.image_encoder import OUTPUTS, SIDE, open_image_encoder  # noqa: E402
from tryon_desktop.training import trainer  # noqa: E402
from tryon_desktop.training.export import write_checked  # noqa: E402
from tryon_desktop.training.features import Features, FrozenSession, joined, kept, settled  # noqa: E402
from tryon_desktop.training.labels import KIND_CAPTIONS, known_of_kind  # noqa: E402
from tryon_desktop.training.losses import (  # noqa: E402
    colour_loss,
    contrastive_loss,
    cover_loss,
    partial_cross_entropy,
)
from tryon_desktop.training.network import COVER, FROZEN, MIDDLE, Late, Middle, Network, Reader  # noqa: E402
from tryon_desktop.training.prepare import starting_network  # noqa: E402
from tryon_desktop.training.trunk import Trunk, borrow_weights  # noqa: E402


@pytest.fixture(scope="module")
def started():
    torch.manual_seed(0)
    return starting_network()


def test_the_trunk_is_the_pose_detector_s(started):
    model = onnx.load(model_path("pose_detector"))
    del model.graph.output[:]
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in ("add_31", "add_96"))
    theirs = ort.InferenceSession(model.SerializeToString(), session_options(), providers=["CPUExecutionProvider"])
    image = np.random.default_rng(0).uniform(-1, 1, (1, 224, 224, 3)).astype(np.float32)
    frozen, reader = started
    with torch.no_grad():
        maps = frozen(torch.from_numpy(image))
        deep = reader.late.to_deep(reader.middle(maps))
    for want, got in zip(theirs.run(None, {"image": image}), (maps[:, :40], deep), strict=True):
        assert np.allclose(want, got.numpy(), atol=1e-3)


def test_a_network_of_another_form_is_refused(tmp_path):
    path = tmp_path / "other.onnx"
    onnx.save(onnx.load(model_path("selfie_square")), str(path))
    with pytest.raises(ModelError, match="does not have"):
        borrow_weights(Trunk(), path)


def test_one_allowed_class_is_cross_entropy():
    logits, target = torch.randn(6, 5), torch.tensor([0, 1, 2, 3, 4, 0])
    allowed = torch.nn.functional.one_hot(target, 5).bool()
    mine = partial_cross_entropy(logits, allowed, 0.1, None)
    theirs = torch.nn.functional.cross_entropy(logits, target, label_smoothing=0.1, reduction="none")
    assert torch.allclose(mine, theirs, atol=1e-6)
    assert torch.equal(partial_cross_entropy(logits, torch.ones(6, 5, dtype=torch.bool), 0.1, None), torch.zeros(6))
    wider = allowed.clone()
    wider[:, 2] = True
    narrow, wide = (partial_cross_entropy(logits, some, 0.0, None) for some in (allowed, wider))
    assert bool((wide <= narrow).all())


def test_contrast_is_least_for_the_right_pairs():
    texts = torch.nn.functional.normalize(torch.randn(6, 16))
    numbers = torch.arange(6)
    wrong = contrastive_loss(texts.roll(1, 0), texts, numbers, 0.05)
    assert contrastive_loss(texts, texts, numbers, 0.05) < 0.5 < wrong
    doubled = texts[[0, 0, 2, 3, 4, 5]]
    # Each of two pictures with one caption is half of the other's answer: nothing better than log 2 can be had.
    twins = contrastive_loss(doubled, doubled, torch.tensor([0, 0, 1, 2, 3, 4]), 0.05)
    assert float(twins) == pytest.approx(2 * np.log(2) / 6, abs=0.05)


def test_unknown_colours_cost_nothing():
    unknown = torch.full((3, 3), float("nan"))
    assert colour_loss(torch.randn(3, 3), unknown) == 0
    assert colour_loss(torch.zeros(1, 3), torch.full((1, 3), 50.0)) > 0


def test_an_unknown_cover_costs_nothing():
    unknown = torch.full((2, COVER, COVER), float("nan"))
    assert cover_loss(torch.randn(2, COVER, COVER), unknown) == 0
    one = torch.ones(1, COVER, COVER)
    right, wrong = (cover_loss(sign * 8 * torch.ones(3, COVER, COVER), torch.cat([unknown, one])) for sign in (1, -1))
    assert right < 0.01 < wrong


def test_the_colours_under_the_cover_are_told(started):
    """A red garment on green and on blue ground: what the head is told hardly differs where the cover is right."""
    frozen, reader = started
    pictures = torch.zeros(2, SIDE, SIDE, 3) - 1
    pictures[0, :, :, 1] = pictures[1, :, :, 2] = 1.0
    pictures[:, 48:144, 48:144] = torch.tensor([1.0, -1.0, -1.0])
    share = torch.zeros(2, COVER, COVER)
    share[:, 6:18, 6:18] = 1 / 144
    with torch.no_grad():
        tones = reader.late.head._tones(frozen(pictures), share.flatten(1))
    assert torch.allclose(tones[:, :3], torch.tensor([1.0, -1.0, -1.0]).expand(2, 3), atol=1e-3)
    assert torch.allclose(tones[0], tones[1], atol=1e-3)


def small_features(count, seed, *, settled=True):
    """Pictures whose kind shows in one channel of a map."""
    rng = np.random.default_rng(seed)
    kinds = [Kind.TSHIRT, Kind.PANTS, Kind.HAT]
    chosen = rng.integers(3, size=count)
    frozen = rng.normal(0, 0.3, (count, 2, *FROZEN)).astype(np.float16)
    middle = rng.normal(0, 0.3, (count, 2, *MIDDLE)).astype(np.float16)
    shown = middle if settled else frozen
    for row, kind in enumerate(chosen):
        shown[row, :, kind * 7] += 6
    cover = np.full((count, 2, COVER, COVER), np.nan, np.float16)
    known = np.array([known_of_kind(kinds[kind]) for kind in chosen])
    captions = tuple((KIND_CAPTIONS[kinds[kind]],) for kind in chosen)
    maps = (frozen, middle) if settled else (frozen,)
    return Features(maps, cover, known, np.full((count, 3), np.nan, np.float32), captions)


def vectors():
    rng = np.random.default_rng(0)
    table = {caption: rng.normal(size=384).astype(np.float32) for caption in KIND_CAPTIONS.values()}
    return {text: vector / np.linalg.norm(vector) for text, vector in table.items()}


def run(reader, plan, path, **extra):
    seen = []
    history = trainer.train(
        reader, (small_features(96, 1), small_features(30, 2)), vectors(), plan, path,
        epoch_of=lambda epoch, pictures: lambda steps: seen.append(steps), report=lambda measured: None, **extra,
    )  # fmt: skip
    return history, seen


def test_training_learns_stops_and_resumes(tmp_path):
    plan = trainer.Plan(epochs=4, batch=16, average=0.5)
    torch.manual_seed(1)
    reader = Late(dropout=0.1)
    history, seen = run(reader, plan, tmp_path / "run.pt")
    assert history[-1]["kind"] > 0.9
    assert history[-1]["loss"] < history[0]["loss"]
    assert sum(seen) == 96 * len(history)
    again, seen = run(Late(), plan, tmp_path / "run.pt")
    assert again == history
    assert not seen
    with pytest.raises(InputError, match="other settings"):
        run(Late(), trainer.Plan(epochs=5), tmp_path / "run.pt")
    (tmp_path / "run.pt").write_bytes(b"nothing")
    with pytest.raises(InputError, match="no checkpoint"):
        run(Late(), plan, tmp_path / "run.pt")


def test_both_rates_reach_the_blocks_and_the_head(tmp_path):
    torch.manual_seed(2)
    reader = Reader()
    before = {name: value.clone() for name, value in reader.state_dict().items()}
    data = small_features(8, 1, settled=False), small_features(6, 2, settled=False)
    plan = trainer.Plan(epochs=1, batch=8, warmup=0.0, average=0.0)
    trainer.train(reader, data, vectors(), plan, tmp_path / "run.pt", epoch_of=lambda *_: lambda _: None,
                  report=lambda _: None)  # fmt: skip
    stored = torch.load(tmp_path / "run.pt", weights_only=True)["reader"]
    assert not torch.equal(stored["to_middle.0.widen.weight"], before["to_middle.0.widen.weight"])
    assert not torch.equal(stored["late.head.join.weight"], before["late.head.join.weight"])


def test_a_trunk_rate_of_0_leaves_the_trunk(tmp_path):
    torch.manual_seed(2)
    late = Late()
    before = {name: value.clone() for name, value in late.state_dict().items()}
    data = small_features(8, 1), small_features(6, 2)
    plan = trainer.Plan(epochs=1, batch=8, warmup=0.0, average=0.0, trunk_rate=0.0, mixup=0.0)
    trainer.train(late, data, vectors(), plan, tmp_path / "run.pt", epoch_of=lambda *_: lambda _: None,
                  report=lambda _: None)  # fmt: skip
    stored = torch.load(tmp_path / "run.pt", weights_only=True)["reader"]
    for name, value in before.items():
        assert torch.equal(stored[name], value) == ("to_deep" in name or "summary" in name), name


def test_settled_pictures_give_the_late_part_what_the_reader_would():
    torch.manual_seed(4)
    reader, features = Reader(), small_features(5, 1, settled=False)
    whole = trainer.predict(reader, features)
    alone = trainer.predict(reader.late, settled(features, Middle(reader)))
    for mine, theirs in zip(alone, whole, strict=True):
        assert np.allclose(mine, theirs, atol=0.02 * np.abs(theirs).max())


def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(tmp_path):
    plan = trainer.Plan(epochs=2, batch=32)

    class StopError(Exception):
        pass

    def stop(measured):
        raise StopError

    data, texts = (small_features(64, 1), small_features(20, 2)), vectors()
    ends = []
    for interrupted in (False, True):
        path = tmp_path / f"{interrupted}.pt"
        torch.manual_seed(3)
        reader = Late()
        if interrupted:
            with pytest.raises(StopError):
                trainer.train(reader, data, texts, plan, path, epoch_of=lambda *_: lambda _: None, report=stop)
            reader = Late()
        trainer.train(reader, data, texts, plan, path, epoch_of=lambda *_: lambda _: None, report=lambda _: None)
        ends.append(reader.head.classes.weight.detach().numpy())
    assert np.allclose(ends[0], ends[1], atol=1e-6)


def test_calibration_is_folded_into_the_weights():
    features = small_features(16, 3, settled=False)
    reader = Reader()
    with torch.no_grad():
        reader.late.head.classes.weight *= 0
        reader.late.head.classes.bias[head_slices()["kind"]] = torch.arange(len(HEADS["kind"])).float()
    before = trainer.predict(reader, features)[1][:, head_slices()["kind"]]
    found = trainer.calibrate(reader, features)
    after = trainer.predict(reader, features)[1][:, head_slices()["kind"]]
    assert np.allclose(after * found["kind"], before, atol=1e-4)
    assert found["kind"] > 1


def test_the_exported_file_is_read_by_the_engine(started, tmp_path):
    path = tmp_path / "encoder.onnx"
    network = Network(*started)
    picture = torch.rand(2, SIDE, SIDE, 3) * 2 - 1
    found = write_checked(network, [("image", picture)], OUTPUTS, path, version="7")
    assert set(found) == set(OUTPUTS)
    assert path.stat().st_size < 10e6
    model = onnx.load(str(path))
    assert model.producer_version == "7"
    embedding, logits, colour = open_image_encoder(path).raw(np.full((SIDE, SIDE, 3), 127, np.uint8))
    assert embedding.shape == (384,)
    assert logits.shape == (sum(map(len, HEADS.values())),)
    assert colour.shape == (3,)


def test_features_are_kept_with_their_settings(started, tmp_path):
    made = []

    def make():
        made.append(1)
        return small_features(4, 0, settled=False)

    path = tmp_path / "features.npz"
    first = kept(path, {"a": 1}, make)
    again = kept(path, {"a": 1}, make)
    assert len(made) == 1
    assert np.array_equal(first.maps[0], again.maps[0])
    assert first.captions == again.captions
    kept(path, {"a": 2}, make)
    assert len(made) == 2
    assert len(joined([first, again])) == 8
    assert FrozenSession(started[0])(np.zeros((2, SIDE, SIDE, 3), np.uint8)).shape == (2, *FROZEN)
