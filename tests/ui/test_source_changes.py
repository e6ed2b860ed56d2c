"""What the mirror shows: cameras, clips, pictures, nobody."""

from __future__ import annotations

from acting import BARE, BLUE, RED, drop, pick
from fake_engine import CAMERA
from PySide6.QtCore import Qt

from tryon_desktop.ui.ports import SourceKind, SourceState, Tone


def test_b_shows_before_while_it_is_held(qtbot, window, shows):
    shows(window, RED)
    qtbot.keyPress(window.preview, Qt.Key.Key_B)
    shows(window, BARE)
    qtbot.keyRelease(window.preview, Qt.Key.Key_B)
    shows(window, RED)


def test_b_in_the_text_box_is_a_letter(qtbot, window):
    window.request.edit.setFocus()
    qtbot.keyClicks(window.request.edit, "a bb")
    assert window.request.edit.text() == "a bb"
    assert window.controller.worn() == ("red-shirt",)


def test_the_camera_is_lost_and_comes_back(qtbot, window, world, shows, notices):
    shows(window, RED)
    world.away.add(CAMERA.value)
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LOST)
    assert "Desk camera" in window.preview.message
    assert not window.preview.image.isNull()
    tries = len(world.opened)
    qtbot.waitUntil(lambda: len(world.opened) > tries + 2)
    assert [notice.tone for notice in notices] == [Tone.ERROR]  # told once, not at every attempt
    world.away.clear()
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LIVE)
    qtbot.waitUntil(lambda: window.preview.message == "")
    assert notices[-1].key == "source_back"


def test_while_the_camera_is_away_one_can_still_change(qtbot, window, world, shows):
    world.away.add(CAMERA.value)
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LOST)
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)


def test_faults_of_the_pipeline_do_not_end_it(qtbot, window, world, shows, notices):
    shows(window, RED)
    world.fault = ValueError("a frame of an unheard-of kind")
    seen = world.dressed
    qtbot.waitUntil(lambda: world.dressed > seen + 5)
    assert [notice.key for notice in notices] == ["pipeline_fault"]
    assert not window.preview.image.isNull()
    world.fault = None
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)


def test_nobody_there_says_so(qtbot, window, world):
    world.somebody = False
    qtbot.waitUntil(lambda: window.preview.message == "Step into the picture")
    world.somebody = True
    qtbot.waitUntil(lambda: window.preview.message == "")


def test_a_picture_with_nobody_in_it_says_so(qtbot, window, world, tmp_path):
    world.somebody = False
    drop(window.preview, tmp_path / "room.png")
    qtbot.waitUntil(lambda: window.preview.message == "Nobody is in this picture")


def test_a_mirror_turns_its_picture_round_and_a_photograph_does_not(qtbot, window, tmp_path):
    assert window.preview.mirrored
    drop(window.preview, tmp_path / "person.png")
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LIVE)
    assert not window.preview.mirrored


def test_no_camera_opens_the_demo_subject(open_window, world):
    world.cameras = []
    window = open_window()
    assert window.controller.source.kind is SourceKind.DEMO
    assert "Demo" in window.source.text()


def test_a_camera_that_never_opens_gives_way_to_the_demo_subject(open_window, world):
    world.away.add(CAMERA.value)
    window = open_window()
    assert window.controller.source.kind is SourceKind.DEMO


def test_the_source_menu_lists_cameras_by_name_and_switches(qtbot, window, world):
    world.cameras = [CAMERA, type(CAMERA)(SourceKind.CAMERA, "1", "Phone")]
    with qtbot.waitSignal(window.controller.cameras_found):
        window.source.menu().aboutToShow.emit()
    action = next(action for action in window.source.menu().actions() if action.text() == "Phone")
    action.trigger()
    qtbot.waitUntil(
        lambda: window.controller.source.label == "Phone" and window.controller.source_state is SourceState.LIVE
    )
    assert "Phone" in window.source.text()


def test_the_camera_chosen_is_remembered(window, settings, world):
    window.controller.open_source(CAMERA)
    assert settings["camera"] == "Desk camera"


def test_a_clip_dropped_on_the_mirror_is_opened(qtbot, window, tmp_path):
    drop(window.preview, tmp_path / "clip.mp4")
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LIVE)
    assert window.controller.source.kind is SourceKind.VIDEO
    assert window.controller.source.label == "clip.mp4"
    assert window.status.state.text() == "Clip"


def test_a_still_picture_is_dressed_anew_at_every_change(qtbot, window, world, shows, tmp_path):
    drop(window.preview, tmp_path / "person.png")
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LIVE)
    shows(window, RED)
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.show_before(True)
    shows(window, BARE)


def test_a_file_that_cannot_be_shown_gives_way_to_what_was_there(qtbot, window, world, notices, tmp_path):
    broken = tmp_path / "broken.png"
    world.away.add(str(broken))
    window.controller.open_file(broken)
    qtbot.waitUntil(lambda: window.controller.source == CAMERA)
    qtbot.waitUntil(lambda: window.controller.source_state is SourceState.LIVE)
    assert notices[0].tone is Tone.ERROR


def test_the_engine_is_closed_once_every_source_is(open_window, world):
    window = open_window()
    assert world.ended == []
    assert window.controller.stop(10.0)
    assert world.ended == [world.closed]
    assert world.closed == len(world.opened)


def test_a_window_closed_while_it_loads_closes_what_was_loaded(open_window, world):
    window = open_window(wait=False)
    assert window.controller.stop(10.0)
    assert len(world.ended) == (window.controller._loader.engine is not None)
