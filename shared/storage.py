"""The database of a process: one client, its waits bounded."""

from typing import Any

from pymongo import MongoClient

from shared.settings import Settings

SELECT_MS = 3_000
CONNECT_MS = 5_000
SOCKET_MS = 30_000
HEARTBEAT_MS = 2_000
POOL = 50


def client(settings: Settings, name: str) -> MongoClient[dict[str, Any]]:
    """
    Open the client of one process.

    Times are read as aware UTC, as they were hashed. The socket limit only guards against a silent cut;
    commands are bounded by their own deadline.
    """
    return MongoClient(
        settings.mongodb_uri,
        appname=f"lianxi.{settings.instance}.{name}",
        tz_aware=True,
        maxPoolSize=POOL,
        serverSelectionTimeoutMS=SELECT_MS,
        connectTimeoutMS=CONNECT_MS,
        socketTimeoutMS=SOCKET_MS,
        heartbeatFrequencyMS=HEARTBEAT_MS,
        w="majority",
        journal=True,
        readConcernLevel="majority",
    )
