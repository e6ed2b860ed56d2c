"""`tryon-desktop style`: how a request is understood, and what it finds or designs."""

from __future__ import annotations

from typing import Any

import click

from tryon_desktop.commands.figures import echo_json
from tryon_desktop.commands.outfit import check_request
from tryon_desktop.commands.tools import tools
from tryon_desktop.engine.style.fusion import FusionKind


@click.command(short_help="Show how a request in words is understood.")
@click.argument("text")
@click.option("--current", metavar="ID", help="The garment being worn, for requests that change it.")
@click.option("--top", metavar="N", type=click.IntRange(1, 100), default=5, show_default=True, help="How many results.")
@click.option("--fusion", type=click.Choice([str(kind) for kind in FusionKind]),
              help="How words, picture and garment are fused; else the default.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Report as JSON on stdout.")
def style(text: str, current: str | None, top: int, fusion: str | None, as_json: bool) -> None:
    """Say what was understood of TEXT, English or Chinese, and which garments answer it best, with reasons."""
    text = check_request(text)
    kit = tools()
    catalog = kit.catalog()
    worn = catalog.entry(current).spec if current is not None else None
    stylist = kit.stylist() if fusion is None else kit.stylist(FusionKind(fusion))
    reply = stylist.answer(text, catalog.entries(), current=worn, top=top)
    if as_json:
        echo_json(_report(reply))
    else:
        _tell(reply)


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
