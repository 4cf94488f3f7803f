"""Personal values under a key per person: who loses the key loses the values (R-PRV-17)."""

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pymongo.client_session import ClientSession
from pymongo.database import Database

NONCE_BYTES = 12
KEY_BITS = 256
TAG_BYTES = 16
# A sealed part of a file is longer by so many bytes.
OVERHEAD = NONCE_BYTES + TAG_BYTES
LOOKUP_KEY = "lookup-1"
OWN_KEY = "own-1"
MASK = "*"


class Vault:
    """
    Seals values of a person under that person's key; the keys lie in ``person_keys``, wrapped by the
    owner's master key, which never enters the database.
    """

    def __init__(self, db: Database[dict[str, Any]], master_key: bytes) -> None:
        self._keys = db["person_keys"]
        self._master = AESGCM(master_key)
        self._own = AESGCM(hmac.digest(master_key, OWN_KEY.encode(), hashlib.sha256))
        self._lookup = hmac.digest(master_key, LOOKUP_KEY.encode(), hashlib.sha256)

    def seal(self, person: str, values: Mapping[str, Any], session: ClientSession | None = None) -> bytes:
        """Encrypt *values* under the key of *person*, which is made when there is none."""
        key = self._key(person, session) or self._new_key(person, session)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, orjson.dumps(dict(values)), person.encode())

    def open(self, person: str, sealed: bytes, session: ClientSession | None = None) -> dict[str, Any] | None:
        """Decrypt values of *person*; None when the person was erased. Raises ValueError when altered."""
        key = self._key(person, session)
        return _opened(key, person, sealed) if key is not None else None

    def open_all(self, sealed: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
        """Decrypt values of several persons at once; who was erased is not among them. Raises as ``open``."""
        found = self._keys.find({"_id": {"$in": [*sealed]}})
        keys = {row["_id"]: self._unwrapped(row) for row in found}
        return {person: _opened(key, person, sealed[person]) for person, key in keys.items()}

    def seal_part(self, owner: str, number: int, part: bytes, session: ClientSession | None = None) -> bytes:
        """Encrypt a part of a file under the key of *owner*, bound to its place; OVERHEAD bytes longer than *part*."""
        key = self._key(owner, session) or self._new_key(owner, session)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, part, _place(owner, number))

    def open_part(
        self, owner: str, number: int, sealed: bytes, session: ClientSession | None = None
    ) -> bytes:
        """Decrypt a part of a file; raises ValueError when it, its place or its key is not what it was."""
        key = self._key(owner, session)
        if key is None:
            raise ValueError("the key is gone")
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(owner, number))
        except InvalidTag as error:
            raise ValueError("a sealed part was altered") from error

    def seal_own(self, place: str, plain: bytes) -> bytes:
        """Encrypt what belongs to no person that is known, bound to its *place*; the master key alone reads it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._own.encrypt(nonce, plain, place.encode())

    def open_own(self, place: str, sealed: bytes) -> bytes:
        """Decrypt what ``seal_own`` encrypted; raises ValueError when it or its place is not what it was."""
        try:
            return self._own.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag as error:
            raise ValueError("what was sealed was altered") from error

    def forget(self, person: str, session: ClientSession) -> None:
        """Destroy the key of *person*: every sealed copy becomes unreadable."""
        self._keys.delete_one({"_id": person}, session=session)

    def fingerprint(self, value: Any) -> str:
        """
        Return a keyed hash of a JSON value, by which it can be found again but not guessed.

        It begins with the name of the key, so that hashes under an older one can be told.
        """
        told = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
        return f"{LOOKUP_KEY}:{hmac.new(self._lookup, told, hashlib.sha256).hexdigest()}"

    def _key(self, person: str, session: ClientSession | None) -> bytes | None:
        found = self._keys.find_one({"_id": person}, session=session)
        return self._unwrapped(found) if found is not None else None

    def _unwrapped(self, row: Mapping[str, Any]) -> bytes:
        wrapped = bytes(row["wrapped"])
        return self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], str(row["_id"]).encode())

    def _new_key(self, person: str, session: ClientSession | None) -> bytes:
        key = AESGCM.generate_key(KEY_BITS)
        nonce = os.urandom(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, key, person.encode())
        self._keys.insert_one({"_id": person, "wrapped": wrapped}, session=session)
        return key


def names_in(vault: Vault, documents: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """Return the names of the persons that *documents* are about, by the documents' ids; None: erased."""
    known = {row["_id"]: row.get("sealed") for row in documents}
    opened = vault.open_all({key: bytes(sealed) for key, sealed in known.items() if sealed is not None})
    return {key: opened.get(key, {}).get("name") for key in known}


def masked(name: str) -> str:
    """Return a person's name as others than their own organisation and those above it see it (field table, 13.1)."""
    return name[0] + MASK


def _place(owner: str, number: int) -> bytes:
    return f"{owner}#{number}".encode()


def _opened(key: bytes, person: str, sealed: bytes) -> dict[str, Any]:
    try:
        plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], person.encode())
    except InvalidTag as error:
        raise ValueError("sealed values were altered") from error
    values: dict[str, Any] = orjson.loads(plain)
    return values
