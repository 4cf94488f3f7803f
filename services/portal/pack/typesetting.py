"""Typesetting by Typst: the pack as PDF, and its charts as pictures; the Chinese fonts come along and are embedded."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from services.portal.pack.model import Block, Chart, Entry, Figure, Note, Pack, Part

COMPOSER = Path(__file__).with_name("composer.py")
MOST_SECONDS = 60.0
PIXELS_PER_INCH = 200.0


def as_pdf(pack: Pack) -> bytes:
    """Return the pack as a PDF file."""
    content = {
        "title": pack.title,
        "area": pack.area,
        "quarter": pack.quarter,
        "facts": pack.facts,
        "signatures": pack.signatures,
        "notices": pack.notices,
        "mark": pack.mark,
        "parts": [_part(part) for part in pack.parts],
    }
    return _composed("pack.typ", "pdf", content)


def as_picture(chart: Chart) -> bytes:
    """Return a chart as a PNG file."""
    return _composed("picture.typ", "png", _block(chart))


def _composed(template: str, kind: str, content: Any) -> bytes:
    """Return the file that a process of its own makes; raises CalledProcessError, TimeoutExpired."""
    # -P: the folder of the script is no place for it to find modules in.
    command = [sys.executable, "-P", str(COMPOSER), template, kind, str(PIXELS_PER_INCH)]
    return subprocess.run(
        command, input=orjson.dumps(content), stdout=subprocess.PIPE, check=True, timeout=MOST_SECONDS
    ).stdout


def _part(part: Part) -> dict[str, Any]:
    return {"title": part.title, "annex": part.annex, "blocks": [_block(block) for block in part.blocks]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Note):
        return {"kind": "note", "text": block.text}
    if isinstance(block, Chart):
        bars = [(label, _entry(figure)) for label, figure in block.bars]
        return {"kind": "chart", "title": block.title, "most": block.most, "bars": bars}
    rows = [[_entry(entry) for entry in row] for row in block.rows]
    return {
        "kind": "table",
        "title": block.title,
        "heads": block.heads,
        "widths": block.widths,
        "rows": rows,
    }


def _entry(entry: Entry) -> Any:
    if isinstance(entry, Figure):
        return {"text": entry.text, "basis": entry.basis, "number": entry.number}
    return entry
