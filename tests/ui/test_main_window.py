"""A person before the window: everything through widgets and keys."""

from __future__ import annotations

import cv2
import pytest
from fake_engine import CAMERA, FakeWardrobe
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QToolButton

from tryon_desktop.engine.garments.spec import Category
from tryon_desktop.ui.catalog_model import SHAPES, Role
from tryon_desktop.ui.confirm import Confirm
from tryon_desktop.ui.icons import icon_pixmap
from tryon_desktop.ui.main_window import NARROW
from tryon_desktop.ui.ports import Reply, SourceKind, SourceState, Tone

RED, BLUE, GREEN, GREY, BARE, YELLOW = "#cc2222", "#2233cc", "#22aa44", "#777777", "#5a5a5a", "#eecc22"


def index_of(window, garment_id):
    model = window.panel.filter
    return next(
        model.index(row, 0) for row in range(model.rowCount()) if model.index(row, 0).data(Role.ID) == garment_id
    )


def pick(qtbot, window, garment_id):
    view = window.panel.view
    index = index_of(window, garment_id)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def ask(qtbot, window, text):
    window.request.edit.setFocus()
    qtbot.keyClicks(window.request.edit, text)
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Return)


def drop(widget, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = QPointF(widget.rect().center())
    event = QDropEvent(
        middle, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    widget.dropEvent(event)


def test_opens_dressed(window, shows):
    assert window.controller.worn() == ("red-shirt",)
    shows(window, RED)


def test_a_click_wears_and_a_second_one_takes_off(qtbot, window, shows):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    assert index_of(window, "blue-tee").data(Role.WORN)
    assert not index_of(window, "red-shirt").data(Role.WORN)
    pick(qtbot, window, "blue-tee")
    shows(window, BARE)
    assert window.controller.worn() == ()


def test_a_garment_is_taken_apart_before_it_is_shown_and_off_the_frames_path(qtbot, window, world, shows):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    assert [garment_id for garment_id, _ in world.prepared] == ["blue-tee"]
    assert not {"mirror", "MainThread"} & {thread for _, thread in world.prepared}


def test_a_garment_that_cannot_be_taken_apart_is_not_put_on(qtbot, window, world, notices):
    world.apart.add("blue-tee")
    pick(qtbot, window, "blue-tee")
    qtbot.waitUntil(lambda: bool(notices))
    assert "falls apart" in window.toast.text.text()
    assert window.controller.worn() == ("red-shirt",)


def test_double_click_is_not_on_and_off_again(qtbot, window, shows):
    view = window.panel.view
    centre = view.visualRect(index_of(window, "blue-tee")).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    shows(window, BLUE)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert window.controller.worn() == ("blue-tee",)


def test_return_wears_the_garment_under_the_cursor_keys(qtbot, window, shows):
    view = window.panel.view
    view.setFocus()
    view.setCurrentIndex(index_of(window, "green-dress"))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    shows(window, GREEN)


def test_a_request_is_answered_and_worn(qtbot, window, shows):
    ask(qtbot, window, "jacket")
    shows(window, GREY)
    assert window.controller.worn() == ("red-shirt", "grey-jacket")
    assert "Grey jacket" in window.request.text
    assert window.request.words
    assert window.request.edit.text() == ""


def test_a_change_of_what_is_worn_is_drawn_and_kept(qtbot, window, shows):
    count = len(window.controller.cards())
    ask(qtbot, window, "yellow")
    shows(window, YELLOW)
    assert len(window.controller.cards()) == count + 1
    assert window.panel.filter.rowCount() == count + 1


def test_words_can_take_off_and_undo(qtbot, window, shows):
    ask(qtbot, window, "off")
    shows(window, BARE)
    ask(qtbot, window, "undo")
    shows(window, RED)


def test_a_request_that_is_not_understood_changes_nothing(qtbot, window):
    with qtbot.waitSignal(window.controller.replied):
        ask(qtbot, window, "qwertz")
    assert window.controller.worn() == ("red-shirt",)
    assert not window.controller.can_undo


def test_a_fault_while_reading_a_request_is_told(qtbot, window, notices):
    ask(qtbot, window, "boom")
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[0].tone is Tone.ERROR
    assert "boom" in window.toast.text.text()
    assert window.controller.busy == ""


def test_an_endless_request_is_refused(qtbot, window, notices):
    window.request.edit.setText("jacket " * 1400)
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Return)
    assert [notice.key for notice in notices] == ["request_long"]


def test_undo_by_key_also_from_the_empty_text_box(qtbot, window, shows):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.request.edit.setFocus()
    qtbot.keyClick(window.request.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shows(window, RED)
    assert not window.controller.can_undo


@pytest.mark.parametrize("in_the_box", [True, False])
def test_redo_takes_the_undo_back(qtbot, window, shows, in_the_box):
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    window.controller.undo()
    shows(window, RED)
    place = window.request.edit if in_the_box else window.preview
    place.setFocus()
    qtbot.keyClick(place, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    shows(window, BLUE)
    assert not window.controller.can_redo


def action(window, garment_id, text):
    menu = window.panel.menu_of(window.panel.model.card(garment_id))
    return next((action for action in menu.actions() if action.text().startswith(text)), None)


def test_a_design_is_there_until_the_window_closes_and_worn_again_next_time(
    qtbot, open_window, world, settings, shows, tmp_path
):
    first = open_window()
    ask(qtbot, first, "yellow")
    shows(first, YELLOW)
    (design,) = first.controller.worn()
    assert not first.panel.model.card(design).kept
    first.close()
    world.wardrobe = FakeWardrobe(tmp_path)
    second = open_window()
    assert second.controller.worn() == (design,)
    shows(second, YELLOW)


def test_a_design_that_is_kept_stays(qtbot, window, world, settings, shows, notices):
    ask(qtbot, window, "yellow")
    shows(window, YELLOW)
    (design,) = window.controller.worn()

    def keeps():
        buttons = window.panel.worn.findChildren(QToolButton)
        return [button for button in buttons if button.isVisible() and button.toolTip().startswith("Keep")]

    qtbot.waitUntil(lambda: len(keeps()) == 1)
    qtbot.mouseClick(keeps()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panel.model.card(design).kept)
    assert notices[-1].key == "kept"
    assert settings["outfit"] == [design]
    assert action(window, design, "Keep") is None
    assert not keeps()


def test_a_design_is_removed_at_once_and_undo_does_not_bring_it_back(qtbot, window, shows):
    ask(qtbot, window, "yellow")
    shows(window, YELLOW)
    (design,) = window.controller.worn()
    action(window, design, "Remove").trigger()
    shows(window, BARE)
    assert window.panel.model.card(design) is None
    window.controller.undo()
    shows(window, RED)
    assert not window.controller.can_undo


@pytest.mark.parametrize("sure", [True, False])
def test_ones_own_garment_is_removed_after_a_question(qtbot, window, tmp_path, sure):
    drop(window.panel, tmp_path / "my-garment.jpg")
    qtbot.waitUntil(lambda: "my-garment" in window.controller.worn())
    action(window, "my-garment", "Remove").trigger()
    question = window.findChild(Confirm)
    assert "My own" in question.findChild(QLabel).text()
    qtbot.keyClick(question, Qt.Key.Key_Escape) if not sure else question.yes.click()
    qtbot.waitUntil(lambda: window.findChild(Confirm) is None)
    qtbot.waitUntil(lambda: ("my-garment" in window.controller.worn()) is not sure)
    assert (window.panel.model.card("my-garment") is None) is sure


def test_the_menu_of_a_shipped_garment_only_wears_and_takes_off(qtbot, window, shows):
    assert action(window, "blue-tee", "Remove") is None
    assert action(window, "blue-tee", "Keep") is None
    action(window, "blue-tee", "Wear").trigger()
    shows(window, BLUE)
    action(window, "blue-tee", "Take off").trigger()
    shows(window, BARE)


def test_every_category_has_a_shape_to_wait_with(window):
    assert set(SHAPES) == set(Category)
    assert not any(icon_pixmap(shape, 32).isNull() for shape in set(SHAPES.values()))


def test_delete_takes_off_what_was_put_on_last(qtbot, window, shows):
    pick(qtbot, window, "grey-jacket")
    shows(window, GREY)
    qtbot.keyClick(window.preview, Qt.Key.Key_Delete)
    shows(window, RED)


def test_the_cross_in_the_worn_strip_takes_off(qtbot, window, shows):
    pick(qtbot, window, "grey-jacket")
    shows(window, GREY)

    def crosses():
        return [button for button in window.panel.worn.findChildren(QToolButton) if button.isVisible()]

    qtbot.waitUntil(lambda: len(crosses()) == 2)
    qtbot.mouseClick(crosses()[1], Qt.MouseButton.LeftButton)  # the shirt below
    qtbot.waitUntil(lambda: window.controller.worn() == ("grey-jacket",))


def test_a_dress_takes_the_place_of_top_and_bottom(qtbot, window, shows):
    pick(qtbot, window, "black-trousers")
    qtbot.waitUntil(lambda: window.controller.worn() == ("red-shirt", "black-trousers"))
    pick(qtbot, window, "green-dress")
    shows(window, GREEN)
    assert window.controller.worn() == ("green-dress",)


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


@pytest.mark.parametrize("by_key", [True, False])
def test_a_snapshot_is_saved_dressed_and_told(qtbot, window, shows, tmp_path, by_key):
    shows(window, RED)
    with qtbot.waitSignal(window.controller.noticed) as told:
        if by_key:
            qtbot.keyClick(window.preview, Qt.Key.Key_Space)
        else:
            qtbot.mouseClick(window.shutter, Qt.MouseButton.LeftButton)
    notice = told.args[0]
    assert notice.tone is Tone.SAVED
    assert notice.path.parent == tmp_path / "pictures"
    assert cv2.imread(str(notice.path))[24, 32].tolist() == [0x22, 0x22, 0xCC]
    assert notice.path.name in window.toast.text.text()
    assert window.toast.open.isVisible()


def test_two_snapshots_in_one_second_are_two_files(qtbot, window, tmp_path):
    for _ in range(2):
        with qtbot.waitSignal(window.controller.noticed):
            window.snapshot()
    assert len(list((tmp_path / "pictures").iterdir())) == 2


def test_a_snapshot_into_a_file_in_the_way_is_an_error_line(qtbot, window, tmp_path):
    (tmp_path / "pictures").write_text("not a folder")
    with qtbot.waitSignal(window.controller.noticed) as told:
        window.snapshot()
    assert told.args[0].tone is Tone.ERROR
    assert "cannot write" in told.args[0].values["reason"]


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


def test_a_photo_dropped_on_the_wardrobe_is_added_and_worn(qtbot, window, tmp_path):
    drop(window.panel, tmp_path / "my-garment.jpg")
    qtbot.waitUntil(lambda: "my-garment" in window.controller.worn())
    assert index_of(window, "my-garment").data(Role.WORN)


def test_a_photo_without_a_garment_is_an_error_line(qtbot, window, notices, tmp_path):
    drop(window.panel, tmp_path / "holiday.jpg")
    qtbot.waitUntil(lambda: bool(notices))
    assert "holiday.jpg" in window.toast.text.text()
    assert window.controller.worn() == ("red-shirt",)


def test_chips_filter_by_category(qtbot, window):
    qtbot.mouseClick(window.panel.chip(Category.DRESS), Qt.MouseButton.LeftButton)
    assert [window.panel.filter.index(0, 0).data(Role.ID)] == ["green-dress"]
    assert window.panel.filter.rowCount() == 1
    qtbot.mouseClick(window.panel.chip(None), Qt.MouseButton.LeftButton)
    assert window.panel.filter.rowCount() == 5


def test_thumbnails_come_when_they_are_seen(qtbot, window):
    qtbot.waitUntil(lambda: window.panel.model.thumbnail("blue-tee") is not None)
    assert window.panel.model.thumbnail("blue-tee").toImage().pixelColor(3, 3).name() == BLUE


def test_the_status_line_names_processor_and_figures(qtbot, window):
    qtbot.waitUntil(lambda: not window.status.fps.text().startswith("0 "), timeout=5_000)
    assert window.status.provider.text() == "CPU"
    assert "no other processor" in window.status.provider.toolTip()
    assert window.status.latency.text().endswith(" ms")


def test_a_slow_garment_does_not_hold_the_picture_up_and_the_last_click_wins(qtbot, window, world, shows):
    world.wardrobe.slow.add("green-dress")
    pick(qtbot, window, "green-dress")
    assert window.controller.busy == "green-dress"
    assert index_of(window, "green-dress").data(Role.BUSY)
    seen = world.dressed
    qtbot.waitUntil(lambda: world.dressed > seen + 5)
    pick(qtbot, window, "blue-tee")
    shows(window, BLUE)
    world.wardrobe.let_go.set()
    pick(qtbot, window, "grey-jacket")
    shows(window, GREY)
    assert window.controller.worn() == ("blue-tee", "grey-jacket")


def test_the_outfit_is_worn_again_next_time(qtbot, open_window, shows):
    first = open_window()
    pick(qtbot, first, "blue-tee")
    shows(first, BLUE)
    first.close()
    second = open_window()
    assert second.controller.worn() == ("blue-tee",)


def test_an_outfit_with_a_garment_that_is_gone_opens_without_it(open_window, settings):
    settings["outfit"] = ["gone", "blue-tee"]
    assert open_window().controller.worn() == ("blue-tee",)


def test_loading_shows_progress_and_failure_says_why(qtbot, open_window, world):
    world.load_fault = RuntimeError("a network is broken")
    window = open_window(wait=False)
    qtbot.waitUntil(lambda: window.loading.quit.isVisible())
    assert "a network is broken" in window.loading.line.text()


def test_the_other_language(qtbot, window):
    window.set_language("zh")
    assert window.windowTitle() == "试衣镜"
    assert index_of(window, "red-shirt").data() == "红色亚麻衬衫"
    qtbot.waitUntil(lambda: not window.preview.image.isNull())
    window.set_language("en")
    assert window.windowTitle() == "Tryon Desktop"


def test_a_narrow_window_puts_the_wardrobe_below(window, qtbot):
    window.resize(NARROW - 200, 900)
    qtbot.waitUntil(lambda: window.panel.mapTo(window, QPoint()).y() > window.preview.mapTo(window, QPoint()).y())


def test_the_smallest_window_shows_an_answer_without_lying_over_the_mirror(qtbot, window):
    window.resize(window.minimumSize())
    window.request.show_reply(Reply("x", "I could not tell what to wear from that. " * 3, "", {"en": ("navy",) * 3}))
    qtbot.waitUntil(lambda: window.request.answer.height() > 60)

    def apart():
        mirror, answer = window.preview, window.request.answer
        bottom = mirror.mapTo(window, QPoint(0, mirror.height())).y()
        return bottom <= answer.mapTo(window, QPoint()).y() and window.panel.geometry().bottom() < window.height()

    qtbot.waitUntil(apart)


def test_full_screen_and_back(qtbot, window):
    qtbot.keyClick(window.preview, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert not window.panel.isVisible()
    qtbot.keyClick(window.preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.panel.isVisible()
