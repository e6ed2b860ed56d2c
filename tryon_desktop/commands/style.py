"""`tryon-desktop style`: how a request is understood, and what it finds or designs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from tryon_desktop.commands.faults import say
from tryon_desktop.commands.figures import echo_json
from tryon_desktop.commands.outfit import check_request
from tryon_desktop.commands.tools import tools
from tryon_desktop.engine.errors import InputError, ModelError
from tryon_desktop.engine.garments.spec import GarmentSpec
from tryon_desktop.engine.style.describe import describe
from tryon_desktop.engine.style.fusion import FusionKind

TOP = 5
SHOP_TOP = 10


@click.command(short_help="Show how a request in words is understood.")
@click.argument("text", required=False)
@click.option("--catalog", "products", metavar="FILE", help="A shop's product list (JSON, CSV), not the wardrobe.")
@click.option("--batch", metavar="FILE", help="Requests, JSON or CSV: id, lang, text, ref (id of the garment worn).")
@click.option("-o", "--output", metavar="FILE", help="With --batch: write the JSON there.")
@click.option("--current", metavar="ID", help="The garment being worn, for requests that change it.")
@click.option("--top", metavar="N", type=click.IntRange(1, 50_000), help="How many results: 5, of --batch 10.")
@click.option("--fusion", type=click.Choice([str(kind) for kind in FusionKind]),
              help="How words, picture and garment are fused; else the default.")  # fmt: skip
@click.option("--like", metavar="PICTURE", help="A picture that TEXT speaks of: \"something like this, but teal\".")
@click.option("--decode", is_flag=True, help="Also the garment that the vector of TEXT is decoded to, words unread.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def style(
    text: str | None,
    products: str | None,
    batch: str | None,
    output: str | None,
    current: str | None,
    top: int | None,
    fusion: str | None,
    like: str | None,
    decode: bool,
    as_json: bool,
) -> None:
    """Say what was understood of TEXT, English or Chinese, and which garments answer it best, with reasons.

    With --catalog the garments are a shop's own products, and --batch answers a list of requests in place of TEXT.
    """
    if products is not None:
        _ask_shop(Path(products), batch, text, output, current, top or SHOP_TOP, as_json)
        return
    if text is None or batch is not None or output is not None:
        raise click.UsageError("--batch and --output need --catalog" if batch or output else "Missing argument 'TEXT'.")
    text = check_request(text)
    kit = tools()
    catalog = kit.catalog()
    worn = catalog.entry(current).spec if current is not None else None
    stylist = kit.stylist() if fusion is None else kit.stylist(FusionKind(fusion))
    reference = None if like is None else kit.look_at(Path(like))
    pictured = {} if reference is None else {"reference": reference}
    reply = stylist.answer(text, catalog.entries(), current=worn, top=top or TOP, **pictured)
    seen = {} if reference is None else {"picture": reference.spec}
    seen |= {"decoded": _decoded(text)} if decode else {}
    if as_json:
        echo_json(_report(reply) | {name: _in_words(spec) for name, spec in seen.items()})
        return
    for name, spec in seen.items():
        click.echo(f"{name}: {describe(spec, 'en')} / {describe(spec, 'zh')}")
    _tell(reply)


def _decoded(text: str) -> GarmentSpec:
    """What the vector of the words alone stands for."""
    from tryon_desktop.engine.style.decoder import Decoder

    encoder = tools().encoder()
    if encoder is None:
        raise ModelError("the text encoder is missing: install Tryon Desktop again")
    return Decoder(encoder)(encoder.encode([text], "query")[0])


def _in_words(spec: GarmentSpec) -> dict[str, Any]:
    return {"spec": spec.model_dump(mode="json"), "en": describe(spec, "en"), "zh": describe(spec, "zh")}


def _ask_shop(
    products: Path,
    batch: str | None,
    text: str | None,
    output: str | None,
    current: str | None,
    top: int,
    as_json: bool,
) -> None:
    """Answer from a shop's product list. Everything is read before anything is written."""
    from tryon_desktop.engine.style.shop.files import Ask, read_products, read_requests
    from tryon_desktop.engine.style.shop.shop import Shop

    if (batch is None) == (text is None):
        raise click.UsageError("with --catalog say either TEXT or --batch FILE")
    listed = read_products(products)
    asks = read_requests(Path(batch)) if batch is not None else (Ask("", check_request(text or ""), ref=current or ""),)
    shop = Shop(listed, tools().encoder())
    strange = sorted({ask.ref for ask in asks if ask.ref and not shop.knows(ask.ref)})
    if strange:
        said = ", ".join(strange[:3]) + (", ..." if len(strange) > 3 else "")
        say(f"no garment of the catalog is called {said}: answered as if nothing were worn")
    replies = [(ask, shop.answer(ask, top=top)) for ask in asks]
    if batch is not None:
        report = [_shop_report(ask.id, reply) for ask, reply in replies]
        _write_json(report, Path(output)) if output is not None else echo_json(report)
    elif as_json:
        echo_json(_shop_report(None, replies[0][1]))
    else:
        _tell_shop(replies[0][1])


def _shop_report(ask_id: str | int | None, reply: Any) -> dict[str, Any]:
    results = [{"id": one.id, "score": one.score, "reasons": list(one.reasons)} for one in reply.results]
    report = {"id": ask_id, "intent": str(reply.intent), "results": results, "unread": list(reply.unread)}
    if ask_id is None:
        del report["id"]
    return report | ({"says": reply.says} if reply.says else {})


def _tell_shop(reply: Any) -> None:
    click.echo(f"{reply.intent}{': ' + reply.says if reply.says else ''}")
    for one in reply.results:
        click.echo(f"  {one.score:6.3f}  {one.id}: {'; '.join(one.reasons)}")
    if reply.unread:
        click.echo(f"  not read: {', '.join(reply.unread)}")


def _write_json(report: Any, path: Path) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _report(reply: Any) -> dict[str, Any]:
    return {
        "intent": str(reply.intent),
        "attributes": {name: list(values) for name, values in reply.attributes.items()},
        "excluded": {name: list(values) for name, values in reply.excluded.items()},
        "unread": list(reply.unread),
        "results": [
            {
                "id": ranked.id, "score": round(float(ranked.score), 4), "reasons": list(ranked.reasons),
                "parts": {name: round(value, 4) for name, value in ranked.parts},
            }
            for ranked in reply.results
        ],
        "spec": None if reply.spec is None else reply.spec.model_dump(mode="json"),
        "designed": reply.designed,
        "outfit": [_report(piece) for piece in reply.outfit],
        "removed": [str(slot) for slot in reply.removed],
        "says": {"en": reply.says_en, "zh": reply.says_zh},
    }


def _tell(reply: Any) -> None:
    click.echo(f"{reply.intent}: {reply.says_en}")
    for title, table in (("wanted", reply.attributes), ("not wanted", reply.excluded)):
        for name, values in table.items():
            click.echo(f"  {title:10}  {name}: {', '.join(map(str, values))}")
    if reply.unread:
        click.echo(f"  {'not read':10}  {', '.join(reply.unread)}")
    for ranked in reply.results:
        click.echo(f"  {ranked.score:10.3f}  {ranked.id}: {'; '.join(ranked.reasons)}")
    for piece in reply.outfit:
        _tell(piece)
    if reply.designed and reply.spec is not None:
        click.echo(f"  {'designed':10}  {reply.spec.model_dump_json(exclude_defaults=True)}")
