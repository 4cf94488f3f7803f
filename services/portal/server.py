"""The portal process: Flask under waitress, with threads and without eventlet."""

import logging
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import orjson
import structlog
import waitress
from flask import Flask, Response, g, request
from flask.json.provider import JSONProvider
from pymongo.errors import PyMongoError

from services.portal.api import (
    access,
    accounts,
    events,
    files,
    me,
    operations,
    problems,
    reference,
    repeats,
    resources,
    tokens,
)
from services.portal.api.edge import Edge, new_call_id
from services.portal.excel import routes as excel
from services.portal.excel.store import Jobs
from services.portal.excel.store import prepare as prepare_jobs
from services.portal.exports import routes as exports
from services.portal.exports.store import ExportRequests
from services.portal.identity.access_tokens import AccessTokens
from services.portal.identity.codes import Codes
from services.portal.identity.people import People
from services.portal.identity.second import SecondFactors
from services.portal.identity.sessions import Sessions
from services.portal.pages import console, interface, routes, steps
from services.portal.repeating import store as repeating
from services.portal.repeating.store import Answers
from shared import storage, telemetry
from shared.city.sites import SitesError
from shared.ledger.trail import Trail
from shared.ledger.trail import prepare as prepare_trail
from shared.messaging.caller import Caller
from shared.security.keys import master_key, private_key, public_keys
from shared.security.sealing import Vault
from shared.security.tokens import Verifier
from shared.settings import Settings, SettingsError

THREADS = 24
# A browser keeps several connections open between its requests; beyond the limit nobody new gets in.
MAX_CONNECTIONS = 4000
MAX_BODY_BYTES = 8 << 20
FORWARDED = {"x-forwarded-proto", "x-forwarded-for"}
PAGES = Path(__file__).parent / "pages"

log = structlog.get_logger()


class Fast(JSONProvider):
    """JSON by orjson: a city's report is a quarter of a megabyte."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Return *obj* as JSON."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Return what the JSON *s* says."""
        return orjson.loads(s)


def create_app(settings: Settings, caller: Caller, db: Any) -> Flask:
    """Build the application; *db* is the portal's own database."""
    app = Flask("portal", template_folder=str(PAGES / "templates"), static_folder=str(PAGES / "static"))
    app.url_map.strict_slashes = False
    app.json = Fast(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    sessions = Sessions(db)
    people = People(db, settings.sites.city_names)
    vault = Vault(db, master_key(settings.keys, settings.instance))
    edge = Edge(
        settings=settings,
        caller=caller,
        people=people,
        sessions=sessions,
        codes=Codes(db),
        tokens=AccessTokens(db),
        second=SecondFactors(db, vault, people.attempts),
        verifier=Verifier(settings.instance, public_keys(settings.keys), settings.sites.grants),
        signing_key=private_key(settings.keys, settings.instance),
        trail=Trail(db, vault),
    )
    problems.register(app)
    resources.register(app, edge)
    files.register(app, edge)
    events.register(app, edge)
    operations.register(app, edge)
    reference.register(app, edge)
    accounts.register(app, edge)
    me.register(app, edge)
    tokens.register(app, edge)
    excel.register(app, edge, Jobs(db, vault))
    exports.register(app, edge, ExportRequests(db))
    access.register(app, edge)
    routes.register(app, edge)
    steps.register(app, edge)
    console.register(app, edge)
    interface.register(app)
    _dress(app)
    repeats.register(app, edge, Answers(db, vault))

    @app.get("/healthz")
    def healthz() -> tuple[dict[str, bool], int]:
        ready = {"broker": caller.is_up, "database": _answers(db)}
        return ready, 200 if all(ready.values()) else 503

    return app


def prepare(db: Any) -> None:
    """Create the indexes of the portal's own database."""
    People(db).prepare()
    Sessions(db).prepare()
    Codes(db).prepare()
    AccessTokens(db).prepare()
    prepare_jobs(db)
    ExportRequests(db).prepare()
    prepare_trail(db)
    repeating.prepare(db)


def _dress(app: Flask) -> None:
    """Give each request its call id, and each answer the headers that keep browsers careful."""

    @app.before_request
    def begin() -> None:
        g.call_id = new_call_id(request)
        structlog.contextvars.bind_contextvars(call_id=g.call_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Call-Id"] = g.get("call_id", "")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.headers.setdefault("Cache-Control", "no-store")
        log.info("request", verb=request.method, route=str(request.url_rule), status=response.status_code)
        return response


def _answers(db: Any) -> bool:
    try:
        db.client.admin.command("ping")
    except PyMongoError:
        return False
    return True


def serving(settings: Settings) -> dict[str, Any]:
    """
    Return how the application is served.

    What a proxy says of scheme and client (``X-Forwarded-Proto``, ``X-Forwarded-For``) counts from the trusted one
    only: behind HTTPS the session's cookie is then for HTTPS only.
    """
    proxy = {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": FORWARDED}
    return {
        "host": settings.listen,
        "port": settings.http_port,
        "threads": THREADS,
        "connection_limit": MAX_CONNECTIONS,
        "asyncore_use_poll": True,  # select() knows no more than 1,024 of them
        "clear_untrusted_proxy_headers": True,
        **(proxy if settings.trusted_proxy else {}),
    }


def main() -> None:
    """Serve until SIGTERM."""
    try:
        settings = Settings.from_environment()
    except (SettingsError, SitesError) as problem:
        sys.exit(str(problem))
    telemetry.configure_logging(settings.instance)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    health = telemetry.Health()
    telemetry.serve_health(settings.listen, settings.health_port, health)
    db = storage.client(settings, "portal")[settings.database]
    caller = Caller(settings.amqp_uri, settings.instance)
    app = create_app(settings, caller, db)
    server = waitress.create_server(app, **serving(settings))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        prepare(db)
        server.run()
    finally:
        caller.stop()
    sys.exit(0)


if __name__ == "__main__":
    main()
