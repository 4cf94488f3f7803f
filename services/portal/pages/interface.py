"""The description of the API, as a document and as a page on which it can be tried."""

from functools import cache
from pathlib import Path

from flask import Flask, Response
from werkzeug.wrappers import Response as Answer

from services.portal.api.problems import DOCS
from services.portal.api.routes import PREFIX
from services.portal.pages.console import page_file

DOCUMENT = Path(__file__).parents[3] / "shared" / "contracts" / "generated" / "openapi.json"
PAGE = "api.html"


def register(app: Flask) -> None:
    """Add the description to *app*; whoever has no account may read it as well."""

    @app.get("/openapi.json")
    @app.get(f"{PREFIX}/openapi.json")
    def openapi() -> Answer:
        return Response(_document(), mimetype="application/json")

    @app.get(DOCS)
    def docs() -> Answer:
        return page_file(PAGE)


@cache
def _document() -> bytes:
    return DOCUMENT.read_bytes()
