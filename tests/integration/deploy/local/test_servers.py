"""The database of one machine, as it is started."""

from typing import Any

import pytest
from pymongo import MongoClient

from deploy.local.mongo import HISTORY_SECONDS
from deploy.local.servers import Servers

pytestmark = pytest.mark.integration


def test_what_is_dropped_does_not_hold_files_open_for_long(servers: Servers) -> None:
    """Else some thousand short-lived databases reach the limit of open files, at which MongoDB ends."""
    name = "minSnapshotHistoryWindowInSeconds"
    with MongoClient[dict[str, Any]](servers.mongodb_uri) as client:
        assert client.admin.command({"getParameter": 1, name: 1})[name] == HISTORY_SECONDS
