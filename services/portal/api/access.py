"""The trail of looks, exports and refusals, for auditors: of one instance, or of the portal itself (R-PRV-20)."""

from typing import Any

from flask import Flask, request

from services.portal.api.edge import Edge
from services.portal.api.routes import PREFIX
from shared.contracts.access import FindAccess
from shared.contracts.base import load
from shared.contracts.errors import NotAllowed, NotFound
from shared.contracts.service import AUDITOR
from shared.ledger.trail import LOOK

Json = dict[str, Any]


def register(app: Flask, edge: Edge) -> None:
    """Add the trail to the API of *app*."""

    @app.get(f"{PREFIX}/access/<instance>")
    def access(instance: str) -> Json:
        token, asked = edge.token(request), request.args.to_dict()
        if instance in edge.settings.sites.instances:
            found: Json = edge.ask(instance, "access", asked, token)
            return found
        if instance != edge.settings.instance:
            raise NotFound(f"没有这个服务：{instance}")
        actor = edge.actor(token)
        if AUDITOR not in actor.roles:
            raise NotAllowed("您的角色无权办理此项", {"needs_one_of": [AUDITOR]})
        told = edge.trail.told(load(FindAccess, asked))
        edge.note(LOOK, actor, "access")
        return told
