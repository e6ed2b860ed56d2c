"""From an answer to an outfit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_engine import NAVY_TEE, FakeWardrobe, FakeWords, garment_of

from tryon_desktop.app.wishes import Past, fulfil, reply_of
from tryon_desktop.engine.garments.database import Event
from tryon_desktop.engine.outfit import Outfit
from tryon_desktop.engine.style.fusion import Reference
from tryon_desktop.engine.style.history import Moment
from tryon_desktop.engine.style.request import Intent, Ranked, StyleReply
from tryon_desktop.engine.style.stylist import Stylist


@pytest.fixture
def wardrobe(tmp_path):
    return FakeWardrobe(tmp_path)


@pytest.fixture
def dressed(wardrobe):
    return Outfit().put_on(garment_of(wardrobe.list[0])).put_on(garment_of(wardrobe.list[2]))


class Says:
    def __init__(self, reply):
        self.reply = reply
        self.asked = None

    def answer(self, text, entries, *, current=None, reference=None, liked=(), person=None):
        self.asked = (text, len(entries), current)
        self.given = (reference, tuple(liked))
        self.person = person
        return self.reply


def found(*ids):
    return StyleReply(Intent.FIND, {}, {}, (), tuple(Ranked(i, 1.0, ()) for i in ids), None, "en", "zh")


def test_the_best_result_is_put_on(wardrobe, dressed):
    wish = fulfil("x", Says(found("blue-tee", "grey-jacket")), wardrobe, dressed)
    assert wish.changed(dressed).ids == ("black-trousers", "blue-tee")


def test_the_last_put_on_is_what_is_spoken_of(wardrobe, dressed):
    words = Says(found("blue-tee"))
    fulfil("redder", words, wardrobe, dressed)
    assert words.asked == ("redder", 5, dressed.garments[-1].spec)


def test_an_outfit_puts_everything_on(wardrobe):
    whole = replace(found(), intent=Intent.OUTFIT, outfit=(found("black-trousers"), found("grey-jacket")))
    wish = fulfil("x", Says(whole), wardrobe, Outfit())
    assert wish.changed(Outfit()).ids == ("black-trousers", "grey-jacket")


def test_what_is_in_no_catalog_is_sewn_for_now(wardrobe, dressed):
    wish = fulfil("yellow", FakeWords(), wardrobe, dressed)
    assert wish.added
    assert wish.on[0].spec.colour == "#eecc22"
    assert wardrobe.list[0].id == wish.on[0].id
    assert not wardrobe.list[0].kept


def test_taking_off_empties_slots_and_puts_nothing_on(wardrobe, dressed):
    wish = fulfil("off", FakeWords(), wardrobe, dressed)
    assert wish.changed(dressed).ids == ("black-trousers",)
    assert not wish.on


def test_what_is_not_understood_changes_nothing(wardrobe, dressed):
    unclear = replace(found("blue-tee"), intent=Intent.UNCLEAR)
    assert fulfil("x", Says(unclear), wardrobe, dressed).changed(dressed).ids == dressed.ids


def test_it_is_applied_to_what_is_worn_by_then(wardrobe, dressed):
    wish = fulfil("x", Says(found("blue-tee")), wardrobe, dressed)
    assert wish.changed(dressed.without("black-trousers")).ids == ("blue-tee",)


def test_the_words_read_are_said_in_both_languages():
    answer = StyleReply(
        Intent.FIND,
        {"category": ("shirt",), "colour": ("navy",), "sleeve": ("three_quarter",)},
        {"pattern": ("stripe",)},
        ("wow",),
        (),
        None,
        "en",
        "zh",
    )
    reply = reply_of("x", answer)
    assert "shirt" in " ".join(reply.read["en"]).lower()
    assert "navy" in reply.read["en"]
    assert all("_" not in said for said in reply.read["en"])
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in said) for said in reply.read["zh"])
    assert len(reply.excluded["zh"]) == 1
    assert reply.unread == ("wow",)


def test_a_picture_and_the_persons_history_go_along(wardrobe, dressed):
    words = Says(found("blue-tee"))
    liked = wardrobe.list[1].spec
    reference = Reference(liked)
    saved = Moment(Event.SAVED, 0.0, "blue-tee", liked)
    fulfil("but teal", words, wardrobe, dressed, reference=reference, past=Past((saved,), (liked,), 1.0))
    assert words.given == (reference, (liked,))


def test_what_moved_a_result_adds_up_and_history_speaks_only_where_it_did(wardrobe):
    wardrobe.list.append(NAVY_TEE)
    ranked = (
        Ranked("navy-tee", 0.8, ("navy, as asked",), (("words", 0.6), ("history", 0.2))),
        Ranked("red-shirt", 0.5, (), (("words", 0.5), ("history", 0.0))),
    )
    saved = Moment(Event.SAVED, 0.0, "blue-tee", wardrobe.list[1].spec)
    reply = replace(found(), results=ranked)
    wish = fulfil("x", Says(reply), wardrobe, Outfit(), past=Past((saved,), (), 1.0))
    navy, red = wish.reply.results
    assert navy.parts == (("words", pytest.approx(0.75)), ("history", pytest.approx(0.25)))
    assert navy.reasons == ("navy, as asked",)
    assert "like the one you saved" in navy.history["en"][0]
    assert "保存过" in navy.history["zh"][0]
    assert not red.history["en"]


def test_words_that_were_taken_by_their_meaning_are_not_called_unread():
    reply = replace(found("blue-tee"), unread=("lighthouse", "keeper"))
    assert reply_of("lighthouse keeper", reply).unread == ("lighthouse", "keeper")
    assert reply_of("lighthouse keeper", replace(reply, guessed=True)).unread == ()


def test_what_is_disliked_is_the_garment_that_was_spoken_of(wardrobe, dressed):
    other = replace(found("blue-tee"), intent=Intent.OTHER, disliked=True)
    assert fulfil("ugly", Says(other), wardrobe, dressed).disliked is dressed.garments[-1]
    assert fulfil("next", Says(replace(other, disliked=False)), wardrobe, dressed).disliked is None
    assert fulfil("ugly", Says(other), wardrobe, Outfit()).disliked is None
    picture = Reference(wardrobe.list[3].spec)
    assert fulfil("ugly", Says(other), wardrobe, dressed, reference=picture).disliked is None


def test_a_trim_is_said_in_words() -> None:
    reply = reply_of("x", Stylist(None).answer("navy blazer with gold buttons", ()))
    assert "gold buttons" in reply.read["en"]
    assert "金色纽扣" in reply.read["zh"]


def test_the_collar_of_a_hoodie_is_said_to_be_its_hood() -> None:
    reply = reply_of("x", Stylist(None).answer("a grey hoodie with a red hood", ()))
    assert "red hood" in reply.read["en"]
    assert "红色帽子" in reply.read["zh"]
