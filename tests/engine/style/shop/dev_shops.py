"""Three made-up shops to develop with, from one list of garments: a wordy one, a Chinese one, and one with gaps.

    python tests/engine/style/shop/dev_shops.py FOLDER     # writes wordy.json, chinese.json, gaps.csv

Every garment's truth is known, so that `dev_bench.py` can tell which products answer a request, whatever the shop says
of them. The requests beside it (dev_requests.jsonl) are for development; figures are reported on others.
"""

# ruff: noqa: E501 - one line a garment
from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path

# id | kind (what the shop calls it) | category | colour | pattern | fabric | sleeve | neckline | length | fit | occasion | season | style
ROWS = """
1|overshirt|jacket|mustard|solid|corduroy|long|shirt|hip|relaxed|casual|autumn|vintage
2|overshirt|jacket|rust|tartan|flannel|long|shirt|hip|relaxed|outdoor|autumn|rugged
3|chore coat|jacket|indigo|solid|twill|long|shirt|hip|relaxed|casual|spring|rugged
4|bomber|jacket|olive|solid|satin|long|stand|waist|regular|casual|spring|street
5|biker jacket|jacket|black|solid|leather|long|notched|waist|slim|party|autumn|edgy
6|puffer|jacket|orange|solid|down|long|hood|hip|oversized|outdoor|winter|sporty
7|puffer|jacket|black|solid|down|long|stand|hip|regular|casual|winter|minimal
8|denim jacket|jacket|blue|solid|denim|long|shirt|waist|regular|casual|spring|classic
9|rain jacket|jacket|yellow|solid|twill|long|hood|thigh|relaxed|outdoor|autumn|sporty
10|fleece|jacket|cream|solid|fleece|long|stand|hip|relaxed|outdoor|winter|rugged
11|trench coat|coat|beige|solid|twill|long|notched|knee|regular|work|spring|classic
12|overcoat|coat|camel|solid|wool|long|notched|knee|regular|work|winter|classic
13|overcoat|coat|charcoal|herringbone|tweed|long|notched|knee|regular|formal|winter|classic
14|parka|coat|olive|solid|twill|long|hood|thigh|oversized|outdoor|winter|street
15|peacoat|coat|navy|solid|wool|long|notched|thigh|regular|casual|winter|classic
16|duffle coat|coat|burgundy|solid|wool|long|hood|thigh|regular|casual|winter|preppy
17|blazer|blazer|navy|solid|wool|long|notched|hip|regular|work|autumn|classic
18|blazer|blazer|grey|houndstooth|tweed|long|notched|hip|regular|work|winter|vintage
19|blazer|blazer|burgundy|solid|velvet|long|shawl|hip|slim|party|winter|romantic
20|blazer|blazer|beige|solid|linen|long|notched|hip|relaxed|work|summer|minimal
21|cardigan|cardigan|forest green|solid|knit|long|v|hip|relaxed|casual|autumn|vintage
22|cardigan|cardigan|cream|solid|cable|long|v|hip|oversized|home|winter|classic
23|waistcoat|vest|charcoal|pinstripe|wool|none|v|waist|slim|formal|autumn|classic
24|knitted vest|vest|navy|argyle|knit|none|v|hip|regular|casual|autumn|preppy
25|jumper|sweater|black|solid|wool|long|turtle|hip|slim|work|winter|minimal
26|jumper|sweater|cream|solid|cable|long|crew|hip|relaxed|casual|winter|classic
27|jumper|sweater|burgundy|fair_isle|wool|long|crew|hip|regular|home|winter|vintage
28|jumper|sweater|light blue|solid|knit|long|v|hip|regular|casual|spring|preppy
29|jumper|sweater|pink|solid|knit|long|crew|cropped|relaxed|casual|autumn|romantic
30|jumper|sweater|navy|stripe|knit|long|boat|hip|regular|casual|spring|classic
31|hoodie|hoodie|grey|solid|fleece|long|hood|hip|oversized|casual|autumn|street
32|hoodie|hoodie|lavender|solid|fleece|long|hood|cropped|relaxed|home|spring|street
33|hoodie|hoodie|olive|camouflage|fleece|long|hood|hip|oversized|casual|autumn|street
34|sweatshirt|sweatshirt|forest green|solid|jersey|long|crew|hip|regular|sport|autumn|preppy
35|t-shirt|tee|white|solid|jersey|short|crew|hip|regular|casual|summer|minimal
36|t-shirt|tee|black|solid|jersey|short|crew|hip|oversized|casual|summer|street
37|t-shirt|tee|white|breton|jersey|long|boat|hip|regular|casual|spring|classic
38|t-shirt|tee|pink|tie_dye|jersey|short|crew|hip|relaxed|beach|summer|bohemian
39|t-shirt|tee|red|solid|jersey|short|v|hip|slim|casual|summer|minimal
40|t-shirt|tee|mustard|solid|jersey|elbow|crew|hip|relaxed|casual|summer|vintage
41|polo|polo|grey|solid|jersey|short|polo|hip|regular|casual|summer|preppy
42|polo|polo|forest green|stripe|knit|short|polo|hip|regular|sport|summer|preppy
43|tank top|tank|black|solid|rib|none|scoop|hip|slim|sport|summer|sporty
44|camisole|tank|cream|solid|satin|none|strap|hip|slim|party|summer|romantic
45|oxford shirt|shirt|white|solid|oxford|long|shirt|hip|regular|work|spring|classic
46|shirt|shirt|light blue|stripe|poplin|long|shirt|hip|slim|work|spring|classic
47|shirt|shirt|red|buffalo|flannel|long|shirt|hip|relaxed|outdoor|winter|rugged
48|shirt|shirt|teal|tropical|linen|short|camp|hip|relaxed|beach|summer|vintage
49|shirt|shirt|beige|solid|linen|long|mandarin|hip|relaxed|casual|summer|minimal
50|shirt|shirt|black|solid|silk|long|shirt|hip|slim|party|autumn|edgy
51|shirt|shirt|lavender|gingham|poplin|short|shirt|hip|regular|casual|summer|preppy
52|blouse|blouse|cream|solid|silk|long|v|hip|regular|work|spring|romantic
53|blouse|blouse|pink|floral|chiffon|three_quarter|square|hip|relaxed|casual|spring|romantic
54|blouse|blouse|white|solid|lace|short|crew|hip|regular|formal|summer|romantic
55|slip dress|dress|black|solid|satin|none|strap|midi|slim|party|summer|minimal
56|sundress|dress|yellow|floral|poplin|none|square|midi|relaxed|casual|summer|romantic
57|wrap dress|dress|forest green|dots|chiffon|three_quarter|v|midi|regular|work|spring|romantic
58|gown|dress|red|solid|silk|none|off_shoulder|floor|slim|formal|summer|romantic
59|shirt dress|dress|light blue|stripe|poplin|long|shirt|knee|relaxed|casual|summer|classic
60|qipao|dress|burgundy|floral|silk|short|mandarin|midi|slim|formal|spring|classic
61|knitted dress|dress|grey|solid|rib|long|turtle|midi|slim|work|winter|minimal
62|maxi dress|dress|orange|paisley|linen|none|v|floor|relaxed|beach|summer|bohemian
63|velvet dress|dress|navy|solid|velvet|long|crew|knee|slim|party|winter|romantic
64|pencil skirt|skirt|black|solid|twill|none|none|knee|slim|work|autumn|classic
65|pleated skirt|skirt|navy|tartan|wool|none|none|thigh|regular|casual|autumn|preppy
66|denim skirt|skirt|blue|solid|denim|none|none|thigh|regular|casual|summer|street
67|maxi skirt|skirt|cream|floral|chiffon|none|none|floor|relaxed|beach|summer|bohemian
68|slip skirt|skirt|lavender|solid|satin|none|none|midi|slim|party|spring|romantic
69|chinos|trousers|beige|solid|twill|none|none|ankle|regular|casual|spring|preppy
70|chinos|trousers|navy|solid|twill|none|none|ankle|slim|work|autumn|classic
71|cargo trousers|trousers|olive|solid|twill|none|none|ankle|oversized|outdoor|autumn|street
72|suit trousers|trousers|charcoal|pinstripe|wool|none|none|ankle|slim|formal|winter|classic
73|wide trousers|trousers|white|solid|linen|none|none|ankle|relaxed|beach|summer|minimal
74|cord trousers|trousers|rust|solid|corduroy|none|none|ankle|regular|casual|autumn|vintage
75|jeans|jeans|blue|solid|denim|none|none|ankle|slim|casual|autumn|classic
76|jeans|jeans|black|solid|denim|none|none|ankle|relaxed|casual|autumn|street
77|dungarees|trousers|blue|solid|denim|none|none|ankle|relaxed|casual|spring|vintage
78|joggers|joggers|grey|solid|fleece|none|none|ankle|regular|sport|autumn|sporty
79|leggings|leggings|black|solid|jersey|none|none|ankle|slim|sport|spring|sporty
80|shorts|shorts|navy|solid|twill|none|none|thigh|regular|casual|summer|preppy
81|shorts|shorts|red|solid|jersey|none|none|thigh|regular|sport|summer|sporty
82|shorts|shorts|cream|solid|linen|none|none|knee|relaxed|beach|summer|minimal
"""
FIELDS = ("id", "kind", "category", "colour", "pattern", "fabric", "sleeve", "neckline", "length", "fit", "occasion", "season", "style")

_ZH = {
    "overshirt": "工装衬衫外套", "chore coat": "劳动夹克", "bomber": "飞行员夹克", "biker jacket": "机车皮衣", "puffer": "羽绒服",
    "denim jacket": "牛仔外套", "rain jacket": "冲锋衣", "fleece": "抓绒外套", "trench coat": "风衣", "overcoat": "呢大衣", "parka": "派克大衣",
    "peacoat": "海军呢短大衣", "duffle coat": "牛角扣大衣", "blazer": "西装外套", "cardigan": "针织开衫", "waistcoat": "西装马甲",
    "knitted vest": "针织马甲", "jumper": "毛衣", "hoodie": "连帽卫衣", "sweatshirt": "圆领卫衣", "t-shirt": "T恤", "polo": "POLO衫",
    "tank top": "背心", "camisole": "吊带衫", "oxford shirt": "牛津纺衬衫", "shirt": "衬衫", "blouse": "女士衬衫", "slip dress": "吊带裙",
    "sundress": "连衣裙", "wrap dress": "裹身裙", "gown": "礼服长裙", "shirt dress": "衬衫裙", "qipao": "旗袍", "knitted dress": "针织连衣裙",
    "maxi dress": "长款连衣裙", "velvet dress": "丝绒连衣裙", "pencil skirt": "包臀半裙", "pleated skirt": "百褶裙", "denim skirt": "牛仔短裙",
    "maxi skirt": "长半身裙", "slip skirt": "缎面半裙", "chinos": "卡其休闲裤", "cargo trousers": "工装裤", "suit trousers": "西裤",
    "wide trousers": "阔腿裤", "cord trousers": "灯芯绒裤", "jeans": "牛仔裤", "dungarees": "背带裤", "joggers": "束脚运动裤",
    "leggings": "紧身裤", "shorts": "短裤",
    "mustard": "姜黄", "rust": "铁锈红", "indigo": "靛蓝", "olive": "橄榄绿", "black": "黑", "orange": "橙色", "blue": "蓝", "yellow": "明黄",
    "cream": "奶白", "beige": "米色", "camel": "驼色", "charcoal": "炭灰", "navy": "藏青", "burgundy": "酒红", "grey": "灰色",
    "forest green": "墨绿", "light blue": "浅蓝", "pink": "粉色", "lavender": "香芋紫", "white": "本白", "red": "正红", "teal": "湖蓝绿",
    "solid": "纯色", "tartan": "苏格兰格", "herringbone": "人字纹", "houndstooth": "千鸟格", "pinstripe": "细条纹", "argyle": "菱形格",
    "fair_isle": "费尔岛提花", "stripe": "条纹", "camouflage": "迷彩", "breton": "海魂条纹", "tie_dye": "扎染", "buffalo": "红黑大格",
    "tropical": "热带植物印花", "gingham": "小方格", "floral": "碎花", "dots": "波点", "paisley": "腰果花",
    "corduroy": "灯芯绒", "flannel": "法兰绒", "twill": "棉斜纹", "satin": "缎面", "leather": "真皮", "down": "90%白鹅绒", "denim": "牛仔布",
    "wool": "羊毛", "tweed": "粗花呢", "velvet": "丝绒", "linen": "亚麻", "knit": "针织", "cable": "绞花针织", "jersey": "纯棉", "rib": "罗纹",
    "oxford": "牛津纺", "poplin": "府绸", "silk": "桑蚕丝", "chiffon": "雪纺", "lace": "蕾丝",
    "long": "长袖", "short": "短袖", "elbow": "五分袖", "three_quarter": "七分袖", "none": "无袖",
    "notched": "西装领", "stand": "立领", "hood": "连帽", "shawl": "青果领", "v": "V领", "turtle": "高领", "crew": "圆领", "boat": "一字领",
    "scoop": "U领", "strap": "细吊带", "camp": "古巴领", "mandarin": "中式立领", "square": "方领", "off_shoulder": "一字肩",
    "oversized": "廓形", "relaxed": "宽松", "regular": "常规", "slim": "修身",
    "casual": "日常", "outdoor": "户外", "party": "派对", "work": "通勤", "formal": "正式场合", "home": "居家", "sport": "运动", "beach": "度假",
    "autumn": "秋", "winter": "冬", "spring": "春", "summer": "夏",
    "vintage": "复古", "rugged": "硬朗", "street": "街头", "edgy": "酷感", "sporty": "运动风", "minimal": "极简", "classic": "经典", "preppy": "学院",
    "romantic": "浪漫", "bohemian": "波西米亚",
}
_SHOP = {  # how the wordy shop says it
    "jumper": ("pullover", "knit"), "t-shirt": ("tee",), "puffer": ("quilted puffer",), "overcoat": ("long coat", "city coat"),
    "hoodie": ("hooded sweat",), "tank top": ("vest top",), "waistcoat": ("waistcoat",), "joggers": ("track pants", "joggers"),
    "forest green": ("pine green", "deep green"), "cream": ("ecru", "off white"), "beige": ("sand", "oatmeal"), "grey": ("heather grey", "grey marl"),
    "burgundy": ("claret", "oxblood"), "navy": ("midnight navy", "navy"), "light blue": ("sky", "powder blue"), "red": ("poppy red", "scarlet"),
    "wool": ("merino", "lambswool", "virgin wool"), "jersey": ("organic cotton", "cotton jersey"), "turtle": ("roll-neck",), "crew": ("crew-neck", "round-neck"),
    "tartan": ("plaid",), "buffalo": ("lumberjack check",), "gingham": ("small checks",), "dots": ("polka dot",), "solid": ("",),
    "oversized": ("boxy", "oversized"), "relaxed": ("easy-fitting",), "slim": ("close-cut",), "regular": ("",), "hood": ("hooded",),
    "v": ("V-neck",), "notched": ("lapelled",), "none": ("sleeveless",), "three_quarter": ("3/4-sleeve",), "long": ("long-sleeved",), "short": ("short-sleeved",),
    "work": ("for the office", "desk to dinner"), "party": ("made for late nights",), "casual": ("for every day",), "outdoor": ("for the trail",), "formal": ("for black-tie evenings",),
    "home": ("for slow mornings on the sofa",), "sport": ("for training days",), "beach": ("for the coast",), "winter": ("lined for frost",), "summer": ("light enough for July",),
}


def garments() -> list[dict[str, str]]:
    return [dict(zip(FIELDS, row.split("|"), strict=True)) for row in ROWS.strip().splitlines()]


def wordy() -> list[dict[str, object]]:
    """Prose only, English; a few with Chinese beside it."""
    pick = random.Random(5)
    items: list[dict[str, object]] = []
    for one in garments():
        said = {key: pick.choice(_SHOP.get(value, (value.replace("_", " "),))) for key, value in one.items()}
        bottom = one["neckline"] == "none"
        sleeve = "" if bottom or (one["sleeve"] == "long" and one["category"] in ("jacket", "coat", "blazer")) else said["sleeve"]
        name = " ".join(w for w in (said["colour"], said["pattern"], said["kind"]) if w)
        neck = "" if bottom else f" with a {said['neckline']}" if one["neckline"] not in ("none",) else ""
        text = f"{name.capitalize()}: {sleeve} {said['fit']} cut in {said['fabric']}{neck}, {one['length']} length, {said['occasion']}. A {one['style']} piece."
        item: dict[str, object] = {"id": f"W-{one['id']:0>3}", "text_en": " ".join(text.split())}
        if int(one["id"]) % 4 == 0:
            item["text_zh"] = _ZH[one["colour"]] + _ZH[one["fabric"]] + _ZH[one["kind"]]
        items.append(item)
    return items


def chinese() -> list[dict[str, object]]:
    """Columns in Chinese, ids as numbers, several values in one cell."""
    items: list[dict[str, object]] = []
    for one in garments():
        bottom = one["neckline"] == "none"
        items.append({
            "id": 1000 + int(one["id"]), "category": _ZH[one["kind"]], "colour": _ZH[one["colour"]], "pattern": _ZH[one["pattern"]],
            "sleeve": None if bottom else _ZH[one["sleeve"]], "neckline": None if bottom else _ZH[one["neckline"]].removesuffix("领"),
            "fabric": _ZH[one["fabric"]], "fit": _ZH[one["fit"]], "occasion": [_ZH[one["occasion"]]],
            "season": f"{_ZH[one['season']]}季", "style": f"{_ZH[one['style']]}、百搭",
            "text_zh": f"{_ZH[one['fit']]}{_ZH[one['colour']]}{_ZH[one['kind']]}",
        })  # fmt: skip
    return items


def gaps() -> list[dict[str, str]]:
    """English columns with other headings, odd capitals, and one cell in four empty."""
    pick = random.Random(9)
    rows = []
    for one in garments():
        row = {"SKU": f"g{one['id']}", "Type": one["kind"].title(), "Color": one["colour"].upper(), "Print": one["pattern"].replace("_", " "),
               "Material": one["fabric"], "Sleeves": {"three_quarter": "3/4"}.get(one["sleeve"], one["sleeve"]), "Neck": one["neckline"].replace("_", "-"),
               "Fit": one["fit"].title(), "Length": one["length"], "Occasions": one["occasion"], "Season": one["season"], "Style": one["style"], "Description": ""}
        for key in ("Print", "Material", "Sleeves", "Neck", "Fit", "Length", "Occasions", "Season", "Style"):
            if pick.random() < 0.25:
                row["Description"] += "" if pick.random() < 0.5 else f"{row[key]} "
                row[key] = ""
        rows.append(row)
    return rows


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wordy.json").write_text(json.dumps(wordy(), ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "chinese.json").write_text(json.dumps({"products": chinese()}, ensure_ascii=False), encoding="utf-8")
    with (folder / "gaps.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(gaps()[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(gaps())


IDS = {"wordy": lambda n: f"W-{n:0>3}", "chinese": lambda n: 1000 + int(n), "gaps": lambda n: f"g{n}"}

if __name__ == "__main__":
    write(Path(sys.argv[1]))
