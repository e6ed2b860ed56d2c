"""A synthetic catalog for the tests of words: one line a garment, defaults by category as a shop would fill them in."""

# ruff: noqa: E501 - one line a garment
from __future__ import annotations

from dataclasses import dataclass

from tryon_desktop.engine.garments.garment import Origin
from tryon_desktop.engine.garments.spec import Category, GarmentSpec, read_spec
from tryon_desktop.engine.style.describe import describe

_DEFAULTS = {
    "tee": {"sleeve": "short", "neckline": "crew"},
    "polo": {"sleeve": "short", "neckline": "polo", "closure": "buttons"},
    "tank": {"neckline": "scoop"},
    "shirt": {"sleeve": "long", "neckline": "shirt", "closure": "buttons", "fabric": "poplin"},
    "blouse": {"sleeve": "long", "neckline": "v", "fabric": "chiffon", "wearer": "women"},
    "sweatshirt": {"sleeve": "long", "neckline": "crew", "fabric": "fleece"},
    "hoodie": {"sleeve": "long", "neckline": "hood", "fabric": "fleece", "details": ["kangaroo_pocket", "drawstring"]},
    "sweater": {"sleeve": "long", "neckline": "crew", "fabric": "knit"},
    "cardigan": {"sleeve": "long", "neckline": "v", "fabric": "knit", "closure": "buttons"},
    "vest": {"neckline": "v", "closure": "buttons", "fabric": "wool"},
    "blazer": {"sleeve": "long", "neckline": "notched", "closure": "buttons", "fabric": "wool", "length": "thigh"},
    "jacket": {"sleeve": "long", "neckline": "stand", "closure": "zip", "fabric": "twill"},
    "coat": {"sleeve": "long", "neckline": "notched", "closure": "buttons", "fabric": "wool", "length": "knee"},
    "dress": {"neckline": "crew", "length": "knee", "shape": "a_line", "fabric": "jersey", "wearer": "women"},
    "skirt": {"length": "knee", "shape": "a_line", "fabric": "twill", "wearer": "women"},
    "trousers": {"length": "ankle", "fabric": "twill"},
    "jeans": {"length": "ankle", "fabric": "denim"},
    "joggers": {"length": "ankle", "fabric": "fleece", "shape": "tapered", "details": ["drawstring"]},
    "leggings": {"length": "ankle", "fit": "slim"},
    "shorts": {"length": "thigh", "fabric": "twill"},
}

_ROWS = """
tee-white       | tee    | #fafafa | occasion=casual season=summer style=minimal
tee-breton      | tee    | #fafafa #1b2a4a | pattern=breton sleeve=long neckline=boat occasion=casual style=classic season=spring
tee-black       | tee    | #16161a | fit=oversized occasion=casual style=street
tee-tiedye      | tee    | #5fd3d8 #f4a6c0 | pattern=tie_dye occasion=beach season=summer style=bohemian
tee-green-v     | tee    | #2e8b3d | neckline=v occasion=casual
polo-grey       | polo   | #8c8c8c | occasion=casual style=preppy
polo-navy       | polo   | #1b2a4a | occasion=sport style=preppy season=summer
tank-red        | tank   | #c62828 | occasion=sport season=summer style=sporty
tank-black      | tank   | #16161a | fit=slim occasion=sport style=sporty
shirt-white     | shirt  | #fafafa | occasion=work,formal style=classic
shirt-blue-str  | shirt  | #8ec9ee #fafafa | pattern=stripe occasion=work style=classic
shirt-tartan    | shirt  | #b22222 #1b2a4a | pattern=tartan fabric=flannel occasion=outdoor,casual season=autumn,winter style=rugged
shirt-hawaii    | shirt  | #2fb5ac #f07a1f | pattern=tropical sleeve=short neckline=camp fabric=linen occasion=beach season=summer
shirt-linen     | shirt  | #e1cfb0 | fabric=linen fit=relaxed occasion=casual,beach season=summer style=minimal
shirt-denim     | shirt  | #5b7fa6 | fabric=denim occasion=casual style=rugged
blouse-silk     | blouse | #f5ecd0 | fabric=silk occasion=work,formal style=romantic
blouse-floral   | blouse | #f4a6c0 #fafafa | pattern=floral occasion=casual season=spring style=romantic
sweat-grey      | sweatshirt | #8c8c8c | occasion=sport,home style=sporty
hoodie-olive    | hoodie | #6b7030 | fit=oversized occasion=casual,outdoor style=street season=autumn
hoodie-pink     | hoodie | #f4a6c0 | occasion=home style=street
sweater-fair    | sweater| #722f37 #f5ecd0 | pattern=fair_isle fabric=wool occasion=casual,home season=winter style=vintage
sweater-turtle  | sweater| #16161a | neckline=turtle fabric=wool season=winter occasion=work style=minimal
sweater-cable   | sweater| #f5ecd0 | fabric=cable season=winter,autumn occasion=home,casual style=classic
cardigan-must   | cardigan | #d4a017 | occasion=casual,home season=autumn style=vintage
vest-argyle     | vest   | #1b2a4a #d4a017 | pattern=argyle fabric=knit closure=none occasion=casual,work style=preppy
blazer-navy     | blazer | #1b2a4a | occasion=work,formal style=classic
blazer-hound    | blazer | #8c8c8c #16161a | pattern=houndstooth fabric=tweed occasion=work style=vintage season=autumn
blazer-velvet   | blazer | #800020 | fabric=velvet neckline=shawl occasion=party,formal style=romantic
jacket-must     | jacket | #d4a017 | fabric=corduroy neckline=shirt closure=buttons occasion=casual season=autumn style=vintage
jacket-leather  | jacket | #16161a | fabric=leather neckline=notched occasion=party,casual style=edgy
jacket-denim    | jacket | #5b7fa6 | fabric=denim neckline=shirt closure=buttons occasion=casual style=classic
jacket-puffer   | jacket | #f07a1f | fabric=down neckline=hood season=winter occasion=outdoor style=sporty
jacket-fleece   | jacket | #0f3d32 | fabric=fleece occasion=outdoor season=autumn,winter style=rugged
jacket-bomber   | jacket | #4b5320 | neckline=crew details=ribbed_cuffs fabric=satin occasion=casual style=street
coat-camel      | coat   | #c19a6b | season=winter occasion=work,formal style=classic
coat-trench     | coat   | #b8a27a | fabric=twill closure=double_breasted details=belt season=spring,autumn occasion=work style=classic
coat-grey       | coat   | #5a5c60 | pattern=herringbone length=thigh season=winter occasion=work style=classic
dress-black     | dress  | #16161a | fabric=satin neckline=strap length=midi occasion=party,formal style=minimal
dress-floral    | dress  | #f5d130 #fafafa | pattern=floral neckline=v closure=wrap sleeve=short length=midi fabric=chiffon occasion=party,casual season=summer style=romantic
dress-sun       | dress  | #fafafa | neckline=strap fabric=linen occasion=beach season=summer style=bohemian
dress-red       | dress  | #c62828 | neckline=square length=floor fabric=silk occasion=formal,party style=romantic
skirt-pleat     | skirt  | #1b2a4a #c62828 | pattern=tartan shape=pleated fabric=wool occasion=casual,work style=preppy
skirt-denim     | skirt  | #5b7fa6 | length=thigh fabric=denim shape=straight occasion=casual style=street
skirt-pencil    | skirt  | #16161a | shape=pencil occasion=work,formal style=classic
chinos-khaki    | trousers | #b8a27a | occasion=casual,work style=preppy
trousers-wool   | trousers | #3a3d42 | fabric=wool occasion=work,formal style=classic
trousers-wide   | trousers | #f6f1e3 | shape=wide fabric=linen season=summer occasion=beach,casual style=minimal
jeans-blue      | jeans  | #3b4a6b | occasion=casual style=classic
jeans-ripped    | jeans  | #8ec9ee | details=distressed shape=wide fit=relaxed occasion=casual style=street
joggers-grey    | joggers| #8c8c8c | occasion=sport,home style=sporty
leggings-black  | leggings | #16161a | occasion=sport style=sporty
shorts-navy     | shorts | #1b2a4a | occasion=casual,beach season=summer
shorts-red      | shorts | #c62828 | fabric=jersey occasion=sport season=summer style=sporty
"""

_LISTS = ("details", "season", "occasion", "style")


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of a catalog entry that the stylist reads."""

    id: str
    name_en: str
    name_zh: str
    category: Category
    origin: Origin
    spec: GarmentSpec


def _entry(row: str) -> Entry:
    name, category, colours, fields = (cell.strip() for cell in row.split("|"))
    data: dict[str, object] = {**_DEFAULTS[category], "category": category, "colours": colours.split()}
    for pair in fields.split():
        key, value = pair.split("=")
        data[key] = value.split(",") if key in _LISTS else value
    spec = read_spec(data)
    return Entry(name, describe(spec, "en"), describe(spec, "zh"), spec.category, Origin.TAILOR, spec)


ENTRIES = tuple(_entry(row) for row in _ROWS.strip().splitlines())
SPECS = {entry.id: entry.spec for entry in ENTRIES}
