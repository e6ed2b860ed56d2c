from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon_desktop.engine.garments.spec import GarmentSpec, read_spec
from tryon_desktop.engine.style.describe import describe
from tryon_desktop.engine.style.design import alter, design
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.matching import match
from tryon_desktop.engine.style.request import Intent, Request, Want
from tryon_desktop.engine.style.stylist import Stylist

NAVY, WHITE, RED, GOLD = "#1b2a4a", "#fafafa", "#c62828", "#c9a227"
BLOUSE = read_spec({"category": "blouse", "colours": [NAVY, WHITE], "pattern": "dots", "fabric": "chiffon",
                    "neckline": "shirt", "sleeve": "long", "closure": "buttons"})  # fmt: skip


def but(spec: GarmentSpec, **changed: object) -> GarmentSpec:
    return read_spec(spec.model_dump(mode="json") | changed)


def read(text: str, worn: GarmentSpec | None = None) -> Request:
    return parse(shared_lexicon(), text, current=worn)


def said(request: Request, field: str) -> list[str]:
    return [value for want in request.wants if want.field == field for value in want.values]


@pytest.mark.parametrize(
    ("text", "trims", "colours"),
    [
        ("navy blazer with gold buttons", [f"buttons={GOLD}"], [NAVY]),
        ("navy tee with a white collar", [f"collar={WHITE}"], [NAVY]),
        ("black dress with white collar and cuffs", [f"collar={WHITE}", f"cuffs={WHITE}"], ["#16161a"]),
        ("navy shirt, collar and cuffs in white", [f"collar={WHITE}", f"cuffs={WHITE}"], [NAVY]),
        ("grey hoodie with red hood", [f"collar={RED}"], ["#8c8c8c"]),
        ("white shirt with a contrast collar", ["collar=contrast"], [WHITE]),
        ("藏青西装，金色扣子", [f"buttons={GOLD}"], [NAVY]),
        ("金扣藏青西装", [f"buttons={GOLD}"], [NAVY]),
        ("白领子的藏青衬衫", [f"collar={WHITE}"], [NAVY]),
        ("白领子和袖口的藏青衬衫", [f"collar={WHITE}", f"cuffs={WHITE}"], [NAVY]),
        ("系红色腰带的白裙子", [f"belt={RED}"], [WHITE]),
        ("撞色领的polo", ["collar=contrast"], []),
    ],
)
def test_a_parts_colour_is_not_the_garments(text: str, trims: list[str], colours: list[str]) -> None:
    request = read(text)
    assert sorted(said(request, "trim")) == sorted(trims)
    assert said(request, "colour") == colours
    assert not request.unread


@pytest.mark.parametrize(
    "text",
    ["red zip hoodie", "白色拉链卫衣", "navy pocket tee", "a red dress with pockets", "white shirt with buttons"],
)
def test_a_colour_before_a_garment_is_the_garments(text: str) -> None:
    request = read(text)
    assert not said(request, "trim")
    assert len(said(request, "colour")) == 1


@pytest.mark.parametrize("text", ["white collar job", "白领通勤", "白领上班穿的衬衫"])
def test_an_office_worker_is_no_collar(text: str) -> None:
    assert not said(read(text), "trim")


@pytest.mark.parametrize(
    ("text", "ink", "colours", "scale"),
    [
        ("a white shirt with big red dots", [RED], [WHITE], ["large"]),
        ("thin navy stripes on white", [NAVY], [WHITE], ["small"]),
        ("红条纹的白T恤", [RED], [WHITE], []),
        ("大波点连衣裙", [], [], ["large"]),
        ("tiny polka dots", [], [], ["small"]),
        ("small floral dress", [], [], ["small"]),
        ("red polka dot dress", [], [RED], []),
        ("red and white striped tee", [], [RED, WHITE], []),
    ],
)
def test_a_prints_colour_and_size_are_the_prints(
    text: str, ink: list[str], colours: list[str], scale: list[str]
) -> None:
    request = read(text)
    assert (said(request, "ink"), said(request, "colour"), said(request, "scale")) == (ink, colours, scale)


def test_big_of_a_printed_garment_is_still_its_fit() -> None:
    assert "relaxed" in said(read("big floral dress"), "fit")


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("the dots should be red", {"colours": (NAVY, RED)}),
        ("圆点换成红色", {"colours": (NAVY, RED)}),
        ("bigger dots", {"scale": "large"}),
        ("make the dots a bit smaller", {"scale": "small"}),
        ("圆点再小一点", {"scale": "small"}),
        ("make the collar white", {"trims": (("collar", WHITE),)}),
        ("领子换成白色", {"trims": (("collar", WHITE),)}),
        ("gold buttons please", {"trims": (("buttons", GOLD),)}),
        ("领子和袖口换成白色", {"trims": (("collar", WHITE), ("cuffs", WHITE))}),
    ],
)
def test_a_change_of_a_part_leaves_the_rest_as_it_was(text: str, changed: dict[str, object]) -> None:
    request = read(text, BLOUSE)
    assert request.intent is Intent.EDIT
    assert alter(BLOUSE, request.wants, request.excluded, request.shifts) == but(BLOUSE, **changed)


def test_a_ground_that_takes_the_prints_colour_leaves_it_its_own() -> None:
    assert alter(BLOUSE, read("make it white", BLOUSE).wants).colours == (WHITE, NAVY)


def test_a_refused_trim_refuses_no_other_button() -> None:
    request = read("no gold buttons")
    assert [want.field for want in request.excluded] == ["trim"]
    gold, plain = (but(BLOUSE, trims=trims) for trims in ((("buttons", GOLD),), ()))
    want = request.excluded[0]
    assert match(want, gold) == 1.0
    assert match(want, plain) == 0.0
    assert alter(gold, (), request.excluded) == plain


def test_what_the_trim_needs_is_sewn() -> None:
    dress = design((Want("category", ("dress",), ""), Want("trim", ("collar=#fafafa",), "")))
    assert (dress.neckline, dress.trims) == ("peter_pan", (("collar", WHITE),))
    contrasting = design((Want("category", ("polo",), ""), Want("trim", ("collar=contrast",), "")))
    assert contrasting.trims[0][1] != contrasting.colour


def test_the_ribs_of_a_plain_garment_keep_their_colour() -> None:
    ringer = read_spec({"category": "tee", "colours": [WHITE, RED], "neckline": "crew", "sleeve": "short"})
    longer = alter(ringer, read("long sleeves", ringer).wants)
    assert longer.colours == (WHITE, RED)
    assert match(Want("trim", (f"collar={RED}",), ""), ringer) == 1.0


def test_trims_and_scale_are_said_in_both_languages() -> None:
    spec = but(BLOUSE, trims=(("buttons", GOLD), ("collar", WHITE)), scale="large")
    assert describe(spec, "en").startswith("Navy and white large-scale polka-dot")
    assert describe(spec, "en").endswith("with gold buttons and white collar")
    assert "大波点" in describe(spec, "zh")
    assert describe(spec, "zh").endswith("（金色纽扣、白色领子）")


@pytest.mark.parametrize(
    ("text", "size", "rest"),
    [
        ("a shirt in size 12", "size 12", "shirt"), ("size M black hoodie", "size M", "hoodie"),
        ("jeans 32/34", "32/34", "jeans"), ("42码的风衣", "42码的", "coat"), ("UK 14 dress", "UK 14", "dress"),
        ("180cm 的男生穿的大衣", "180cm", "coat"), ("M码卫衣", "M码", "sweatshirt"),
    ],
)  # fmt: skip
def test_a_size_is_read_and_changes_nothing(text: str, size: str, rest: str) -> None:
    request = read(text)
    assert request.size.strip().rstrip("的") == size.rstrip("的")
    assert rest in said(request, "category")
    assert not request.unread


@pytest.mark.parametrize("text", ["give us 2 shirts", "make it 80s", "it 12 angry men", "大码连衣裙", "一号公路旅行"])
def test_other_numbers_are_no_sizes(text: str) -> None:
    assert not read(text).size


def test_the_answer_owns_to_sizes() -> None:
    reply = Stylist(None).answer("do you have this in size 12", (), current=BLOUSE)
    assert reply.says_en == "Sizes make no difference here: what you try on is fitted to your picture."


WORDS = (
    "white|gold|red|collar|buttons|and|dots|big|with|the|make|should be|no|shirt|cuffs|,|contrast|"
    "白|金色|领子|扣子|换成|和|的|条纹|大|衬衫|不要|撞色"
)


@given(st.lists(st.sampled_from(WORDS.split("|")), max_size=9))
def test_any_order_of_such_words_is_answered(words: list[str]) -> None:
    reply = Stylist(None).answer(" ".join(words), (), current=BLOUSE)
    assert reply.says_en
    assert reply.spec is None or read_spec(reply.spec.model_dump(mode="json")) == reply.spec


@pytest.mark.parametrize(
    ("text", "owner", "field"),
    [
        ("a navy blazer with gold buttons over a white tee", "blazer", "trim"),
        ("a grey hoodie with a red hood over chinos", "hoodie", "trim"),
        ("a white shirt with red dots and blue jeans", "shirt", "ink"),
        ("a shirt with stripes and black trousers", "shirt", "pattern"),
        ("white tee with striped trousers", "trousers", "pattern"),
    ],
)
def test_in_an_outfit_a_part_belongs_to_the_garment_before_it(text: str, owner: str, field: str) -> None:
    request = read(text)
    assert request.intent is Intent.OUTFIT
    having = [piece for piece in request.pieces if any(want.field == field for want in piece.wants)]
    assert [said(piece, "category")[0] for piece in having] == [owner]
