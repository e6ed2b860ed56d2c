from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from style_catalog import SPECS

from tryon_desktop.engine.garments.spec import SLOT_OF, Category, Slot
from tryon_desktop.engine.style.grammar import parse
from tryon_desktop.engine.style.lexicon import shared_lexicon
from tryon_desktop.engine.style.request import Intent, Request, Shift


def read(text: str, current: str | None = None) -> Request:
    return parse(shared_lexicon(), text, current=SPECS[current] if current else None)


def wanted(request: Request) -> dict[str, tuple[str, ...]]:
    return {want.field: want.values for want in request.wants}


def refused(request: Request) -> set[str]:
    return {value for want in request.excluded for value in want.values}


@pytest.mark.parametrize(
    ("text", "current", "intent"),
    [
        ("olive parka", "tee-white", Intent.FIND), ("this one but cropped", "tee-white", Intent.EDIT),
        ("velvet", "blazer-navy", Intent.EDIT), ("velvet", None, Intent.FIND), ("再短一点", "coat-camel", Intent.EDIT),
        ("sew me a kilt", None, Intent.DESIGN), ("设计一件旗袍", None, Intent.DESIGN),
        ("tee with shorts", None, Intent.OUTFIT), ("卫衣配短裤", None, Intent.OUTFIT),
        ("take off the coat", "coat-camel", Intent.REMOVE), ("把大衣脱了", "coat-camel", Intent.REMOVE),
        ("undo", "tee-white", Intent.UNDO), ("撤销", None, Intent.UNDO), ("another one", "tee-white", Intent.OTHER),
        ("", None, Intent.UNCLEAR), ("qwrtzx", None, Intent.UNCLEAR), ("?!…", None, Intent.UNCLEAR),
    ],
)  # fmt: skip
def test_intents(text: str, current: str | None, intent: Intent) -> None:
    assert read(text, current).intent is intent


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("a dress without lace", {"lace"}),
        ("no dots, paisley or tartan please", {"dots", "paisley", "tartan", "buffalo"}),
        ("除了丝绸和雪纺都行的衬衫", {"silk", "satin", "chiffon"}), ("不要豹纹、迷彩", {"leopard", "camouflage"}),
        ("豹纹的不要", {"leopard"}), ("pants, denim is out", {"denim"}), ("no suede jackets", {"suede"}),
        ("coat but not a hooded one", {"hood"}), ("无袖的就算了，要衬衫", {"none"}),
    ],
)  # fmt: skip
def test_refusals(text: str, no: set[str]) -> None:
    assert refused(read(text)) == no


def test_a_refusal_ends_where_the_wish_begins() -> None:
    request = read("not black but olive")
    assert refused(request) == {"#16161a"}
    assert wanted(request)["colour"] == ("#6b7030",)
    request = read("不要黑色，要藏青色的大衣")
    assert wanted(request) == {"colour": ("#1b2a4a",), "category": ("coat",)}


def test_the_described_is_refused_and_not_its_noun() -> None:
    for text in ("no ripped jeans", "不要破洞的牛仔裤", "不要太紧的牛仔裤"):
        request = read(text)
        assert wanted(request)["category"] == ("jeans",)
        assert refused(request)
        assert "jeans" not in refused(request)


def test_alternatives_and_refinements() -> None:
    assert wanted(read("gingham or paisley shirt"))["pattern"] == ("gingham", "paisley")
    assert wanted(read("floral print blouse"))["pattern"] == ("floral",)


@pytest.mark.parametrize(
    ("text", "shift"),
    [("longer", ("length", 1)), ("too long", ("length", -1)), ("太长了", ("length", -1)),
     ("袖子短一点", ("sleeve", -1)),
     ("the sleeves are too short", ("sleeve", 1)), ("颜色再深点", ("lightness", -1)), ("roomier", ("fit", 1)),
     ("厚一点", ("warmth", 1))],
)  # fmt: skip
def test_relative_words(text: str, shift: tuple[str, int]) -> None:
    request = read(text, "shirt-white")
    assert request.intent is Intent.EDIT
    assert [(one.dimension, one.step) for one in request.shifts] == [shift]


def test_outfits_keep_words_with_their_garments() -> None:
    request = read("a rust cord jacket with a hood, white polo and black jeans")
    assert [wanted(piece)["category"] for piece in request.pieces] == [("jacket",), ("polo",), ("jeans",)]
    assert wanted(request.pieces[0])["neckline"] == ("hood",)
    assert wanted(request.pieces[2])["colour"] == ("#16161a",)
    request = read("西装里面穿高领")
    assert [wanted(piece)["category"] for piece in request.pieces] == [("blazer",), ("sweater",)]


def test_removal_names_slots() -> None:
    assert read("take off the blazer").removed == (Slot.OUTER,)
    assert read("take it all off").removed == ()


def test_the_share_read() -> None:
    assert read("navy blazer").share == 1
    assert read("lighthouse keeper").share == 0
    assert 0.3 < read("navy blazer for a lighthouse").share < 0.7


@pytest.mark.parametrize(
    ("text", "lent"),
    [
        ("purple prose", ("purple",)), ("a scarlet and teal palanquin", ("teal", "scarlet")), ("丝绸古道", ("丝绸",)),
        ("purple for the regatta", ()), ("a purple shirt", ()), ("a winter palanquin", ()),
    ],
)  # fmt: skip
def test_a_word_before_a_noun_that_was_not_read_may_be_its_own(text: str, lent: tuple[str, ...]) -> None:
    request = read(text)
    assert request.lent == lent
    assert request.detached == (0 if lent else request.share)


def test_a_thing_beside_a_garment_is_read_on_both_sides_of_it() -> None:
    assert {want.field for want in read("a cardigan in chocolate for a lighthouse").wants} == {"category", "colour"}
    assert "chocolate" in read("a red lighthouse keeper with hot chocolate").unread


def test_a_swap_takes_the_second() -> None:
    assert wanted(read("swap the wool for linen", "blazer-navy"))["fabric"] == ("linen",)
    assert wanted(read("把羊毛换成亚麻", "blazer-navy"))["fabric"] == ("linen",)


def pieces_of(text: str, current: str | None = None) -> list[tuple[str, ...]]:
    return [wanted(piece)["category"] for piece in read(text, current).pieces]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("灰毛衣加白裤子", [("sweater",), ("trousers",)]),
        ("a tan three piece suit", [("blazer",), ("vest",), ("trousers",)]),
        ("藏青三件套配白衬衫", [("shirt", "blouse"), ("blazer",), ("vest",), ("trousers",)]),
        ("西装套装，米色的", [("blazer",), ("trousers",)]), ("pink tracksuit", [("sweatshirt",), ("joggers",)]),
        ("三件式的味道：黑马甲、黑西裤", [("vest",), ("trousers",)]),
    ],
)  # fmt: skip
def test_sets_and_sums_are_outfits(text: str, categories: list[tuple[str, ...]]) -> None:
    request = read(text)
    assert request.intent is Intent.OUTFIT
    assert pieces_of(text) == categories


def test_two_tops_are_worn_together_where_it_is_said() -> None:
    assert pieces_of("灰T恤外面套件牛仔衬衫") == [("tee",), ("shirt",)]
    assert pieces_of("a trench, red roll neck and black trousers") == [("coat",), ("sweater",), ("trousers",)]


def test_a_set_has_one_colour() -> None:
    assert {wanted(piece)["colour"] for piece in read("a navy trouser suit").pieces} == {("#1b2a4a",)}


def test_darker_is_no_second_garment() -> None:
    request = read("这条裙子加深一点", "dress-sun")
    assert [(one.dimension, one.step) for one in request.shifts] == [("lightness", -1)]


def test_a_place_names_the_garment() -> None:
    request = read("大衣，里面波点的，下面黑色的")
    slots = [{SLOT_OF[Category(value)] for value in wanted(piece)["category"]} for piece in request.pieces]
    assert slots == [{Slot.OUTER}, {Slot.TOP}, {Slot.BOTTOM}]


@pytest.mark.parametrize(
    ("text", "current", "intent"),
    [
        ("something similar, only longer", "tee-white", Intent.EDIT), ("类似的，要无袖", "shirt-white", Intent.EDIT),
        ("something like this", "tee-white", Intent.OTHER), ("I can't stand this one", "tee-white", Intent.OTHER),
        ("这件太难看了", "tee-white", Intent.OTHER), ("pair it with a skirt", "shirt-white", Intent.FIND),
        ("what would go with this", "jeans-blue", Intent.FIND), ("这件搭什么裤子好", "shirt-white", Intent.FIND),
        ("way too fancy", "blazer-navy", Intent.EDIT), ("有点太随便了", "tee-white", Intent.EDIT),
        ("the winter edition", "shirt-white", Intent.EDIT), ("出个夏天的版本", "sweater-fair", Intent.EDIT),
    ],
)  # fmt: skip
def test_what_is_said_of_the_worn_one(text: str, current: str, intent: Intent) -> None:
    assert read(text, current).intent is intent


@pytest.mark.parametrize(("text", "slot"), [("what goes with this?", Slot.BOTTOM), ("这件外面穿什么好", Slot.OUTER)])
def test_what_goes_with_it_goes_elsewhere(text: str, slot: Slot) -> None:
    request = read(text, "shirt-white")
    assert {SLOT_OF[Category(value)] for value in wanted(request)["category"]} == {slot}


@pytest.mark.parametrize(
    ("text", "shift"),
    [("too casual", ("formality", 1)), ("太隆重了", ("formality", -1)), ("嫌长", ("length", -1)),
     ("再浅两度", ("lightness", 1)), ("不够宽松", ("fit", 1)), ("领子开低点", ("depth", 1)),
     ("在长一点", ("length", 1)), ("a lower neckline", ("depth", 1)), ("too clingy", ("fit", 1)),
     ("没那么厚的", ("warmth", -1))],
)  # fmt: skip
def test_degrees(text: str, shift: tuple[str, int]) -> None:
    request = read(text, "shirt-white")
    assert [(one.dimension, one.step) for one in request.shifts] == [shift]


def test_a_length_that_is_named_rules_a_step() -> None:
    request = read("shorter, just above the knee", "coat-camel")
    assert (request.intent, request.shifts, wanted(request)["length"]) == (Intent.EDIT, (), ("thigh",))


def test_made_black_is_black_and_more_black_is_darker() -> None:
    assert wanted(read("颜色改黑", "shirt-white"))["colour"] == ("#16161a",)
    assert read("再黑一点", "shirt-white").shifts == (Shift("lightness", -1),)


def test_either_garment_is_one() -> None:
    request = read("a cardigan or blazer")
    assert (request.intent, wanted(request)["category"]) == (Intent.FIND, ("cardigan", "blazer"))


def test_what_stays_is_not_refused() -> None:
    assert refused(read("去掉帽子，颜色不变", "tee-white")) == {"hood"}


def test_wider_legs_are_a_shape() -> None:
    request = read("裤腿再宽一点", "jeans-blue")
    assert (request.shifts, wanted(request)["shape"]) == ((), ("wide",))


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [("格子换成碎花", "pattern", ("floral",)), ("change the buttons to a zip", "closure", ("zip",)),
     ("棉布变亚麻", "fabric", ("linen",))],
)  # fmt: skip
def test_the_second_comes_in_place_of_the_first(text: str, field: str, values: tuple[str, ...]) -> None:
    request = read(text, "shirt-white")
    assert wanted(request)[field] == values
    assert len(request.wants) == 1


def test_two_colours_of_a_find_both_stay() -> None:
    assert len(wanted(read("红色加白色条纹T恤"))["colour"]) == 2


@pytest.mark.parametrize(
    ("text", "no", "yes"),
    [("没帽子的黑大衣", {"hood"}, "coat"), ("毛衣，羊绒的接受不了", {"wool"}, "sweater"),
     ("a jumper - mohair is a no", {"wool"}, "sweater"), ("shirts, checks need not apply", {"gingham"}, "shirt"),
     ("非皮的夹克", {"leather"}, "jacket")],
)  # fmt: skip
def test_refusals_leave_the_garment(text: str, no: set[str], yes: str) -> None:
    request = read(text)
    assert no <= refused(request)
    assert wanted(request)["category"] == (yes,)
    assert yes not in refused(request)


WORDS = (
    "not no but or and , 、 navy stripes 不要 的 大衣 jeans this make it longer sleeves 袖子 太 长 with hood 除了 都行 "
    "配 里面 take off undo shirt red lighthouse 灯塔 swap 把"
)
words = st.sampled_from(WORDS.split())


@settings(max_examples=60)
@given(st.lists(words, max_size=14), st.sampled_from([None, "tee-white", "jeans-blue", "dress-sun"]))
def test_any_jumble_is_read(jumble: list[str], current: str | None) -> None:
    request = read(" ".join(jumble), current)
    assert 0 <= request.share <= 1
    assert request.intent is not Intent.EDIT or current is not None
    assert request.intent is not Intent.OUTFIT or len(request.pieces) > 1


forms = st.sampled_from(sorted(shared_lexicon()._forms))


@settings(max_examples=150)
@example(["套装", "卫衣"], None)
@given(st.lists(forms, min_size=1, max_size=5), st.sampled_from([None, "tee-white", "jeans-blue", "dress-sun"]))
def test_any_words_of_the_tables_side_by_side_are_read(said: list[str], current: str | None) -> None:
    for text in ("".join(said), " ".join(said)):
        assert 0 <= read(text, current).share <= 1


@pytest.mark.parametrize(
    ("text", "disliked"),
    [
        ("I hate this one", True), ("I don't like it", True), ("I hate this shirt", True), ("讨厌这件衬衫", True),
        ("不喜欢这件，换一件", True), ("这件太丑了", True), ("it isn't me", True),
        ("something else", False), ("next", False), ("换一件", False), ("I don't hate this", False),
        ("这件不难看", False), ("I don't like this colour", False), ("不喜欢这件的颜色", False),
        ("an ugly shirt for a palanquin", False), ("I don't like this shirt, show me a red one", False),
    ],
)  # fmt: skip
def test_who_does_not_like_the_garment_says_so(text: str, disliked: bool) -> None:
    assert read(text, "shirt-white").disliked == disliked
    assert not read(text).disliked


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("do these jeans as bermudas", "category", ("shorts",)),
        ("off the skinny, proper wide leg in that same dark wash", "shape", ("wide",)),
        ("先把牛仔裤改成短裤", "category", ("shorts",)),
        ("会拖到地，可以改九分吗", "length", ("ankle",)),
    ],
)
def test_of_two_values_the_one_that_is_not_worn_is_meant(text: str, field: str, value: tuple[str, ...]) -> None:
    request = read(text, "jeans-blue")
    assert request.intent is Intent.EDIT
    assert wanted(request)[field] == value


@pytest.mark.parametrize(
    ("text", "no", "yes"),
    [
        ("lose the sleeves and make it a hoodie", {"short"}, "hoodie"),
        ("navy blazer but i won't do double-breasted", {"double_breasted"}, "blazer"),
        ("西装外套，双排扣的显老，不考虑", {"double_breasted"}, "blazer"),
        ("a white shirt, none of that chest pocket business", {"chest_pocket"}, "shirt"),
        ("a skirt but not too short, nothing above the knee", {"thigh"}, "skirt"),
    ],
)  # fmt: skip
def test_refusals_turn_where_something_else_is_wanted(text: str, no: set[str], yes: str) -> None:
    request = read(text)
    assert no <= refused(request)
    assert yes in wanted(request)["category"]
    assert yes not in refused(request)


@pytest.mark.parametrize(
    ("text", "no", "yes"),
    [
        ("cami that isnt black", "#16161a", "tank"), ("shirt, dont want stripes", "stripe", "shirt"),
        ("羊毛过敏 求毛衣", "wool", "sweater"), ("开衫 v领的不考虑", "v", "cardigan"),
        ("格子谢绝，衬衫", "gingham", "shirt"), ("谢绝格子的衬衫", "gingham", "shirt"),
        ("hoodie, no zip, zips are mid", "zip", "hoodie"),
    ],
)  # fmt: skip
def test_refusals_as_thumbs_write_them(text: str, no: str, yes: str) -> None:
    request = read(text)
    assert no in refused(request)
    assert yes in {value for want in request.wants if want.field == "category" for value in want.values}
    assert no not in {value for want in request.wants for value in want.values}


def test_what_is_wanted_by_name_is_not_refused_with_its_kind() -> None:
    request = read("a shirt, not just any check, gingham check")
    assert "gingham" not in refused(request)
    assert "gingham" in wanted(request)["pattern"]


@pytest.mark.parametrize(
    ("text", "worn", "field", "value"),
    [
        ("to the elbow is plenty for the sleeves", "tee-white", "sleeve", "elbow"),
        ("袖子放到手腕", "tee-white", "sleeve", "long"),
        ("could it finish at the hip?", "dress-sun", "length", "hip"),
        ("chuck a hood on it, ta", "tee-white", "neckline", "hood"),
        ("sleeves off", "tee-white", "sleeve", "none"),
    ],
)
def test_what_is_said_of_a_part_is_said_of_what_is_worn(text: str, worn: str, field: str, value: str) -> None:
    request = read(text, worn)
    assert request.intent is Intent.EDIT
    assert wanted(request)[field][0] == value


@pytest.mark.parametrize(
    ("text", "dimension", "step"),
    [
        ("a bit snug", "fit", 1), ("it's a tad long", "length", -1), ("kinda boxy", "fit", -1),
        ("能再浅点儿不？", "lightness", 1),
    ],
)
def test_a_complaint_asks_for_the_opposite(text: str, dimension: str, step: int) -> None:
    request = read(text, "tee-white")
    assert request.intent is Intent.EDIT
    assert [(shift.dimension, shift.step) for shift in request.shifts] == [(dimension, step)]


def test_a_colour_that_stays_is_no_change() -> None:
    assert "colour" not in wanted(read("that same blue, but as shorts", "jeans-blue"))
    assert "colour" in wanted(read("make it navy", "jeans-blue"))
