"""Key files: one signing key pair per issuer, one master key per owner of sealed values."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from joserfc.jwk import OKPKey

from shared.security.pseudonyms import SECRET_FILE

MASTER_KEY_BYTES = SECRET_BYTES = 32
PRIVATE, PUBLIC, NEXT = ".private.json", ".public.json", ".next.json"


class KeyFileError(Exception):
    """A key cannot be exchanged as things are; the message says what to do first."""


def create(directory: Path, issuers: Iterable[str]) -> None:
    """
    Create what is missing under *directory*: ``<issuer>.private.json``, ``<issuer>.public.json`` and
    ``<issuer>.master``, and the secret that pseudonyms are made with; existing keys are kept, so that running it
    again changes nothing.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for issuer in issuers:
        private = directory / f"{issuer}{PRIVATE}"
        if not private.exists():
            pair = OKPKey.generate_key("Ed25519")
            _write(directory / f"{issuer}{PUBLIC}", orjson.dumps(pair.as_dict(private=False)))
            _write(private, orjson.dumps(pair.as_dict(private=True)))
        master = directory / f"{issuer}.master"
        if not master.exists():
            _write(master, os.urandom(MASTER_KEY_BYTES))
    secret = directory / SECRET_FILE
    if not secret.exists():
        _write(secret, os.urandom(SECRET_BYTES))


def private_key(directory: Path, issuer: str) -> OKPKey:
    """Load the signing key of *issuer*."""
    return OKPKey.import_key(orjson.loads((directory / f"{issuer}{PRIVATE}").read_bytes()))


def public_keys(directory: Path) -> dict[str, tuple[OKPKey, ...]]:
    """Load the verifying keys of all issuers, by issuer: one, or several while a key is exchanged."""
    found = {}
    for path in sorted(directory.glob(f"*{PUBLIC}")):
        found[path.name.removesuffix(PUBLIC)] = tuple(OKPKey.import_key(one) for one in _public(path))
    return found


def prepare_next(directory: Path, issuer: str) -> None:
    """
    Make the next key of *issuer* and let its public part be good beside the one in use.

    Raises:
        KeyFileError: a next key is prepared already.
    """
    coming = directory / f"{issuer}{NEXT}"
    if coming.exists():
        raise KeyFileError(f"{issuer} 的下一把密钥已经生成")
    pair = OKPKey.generate_key("Ed25519")
    public = directory / f"{issuer}{PUBLIC}"
    _write(coming, orjson.dumps(pair.as_dict(private=True)))
    _write(public, orjson.dumps({"keys": [*_public(public), pair.as_dict(private=False)]}))


def use_next(directory: Path, issuer: str) -> None:
    """Let *issuer* sign with its next key from now on; raises KeyFileError when none is prepared."""
    coming = directory / f"{issuer}{NEXT}"
    if not coming.exists():
        raise KeyFileError(f"{issuer} 没有下一把密钥；先执行 lianxi keys next {issuer}")
    coming.replace(directory / f"{issuer}{PRIVATE}")


def retire(directory: Path, issuer: str) -> None:
    """Let nothing be good but what *issuer* signs with now; raises KeyFileError while a next key is prepared."""
    if (directory / f"{issuer}{NEXT}").exists():
        raise KeyFileError(f"{issuer} 的下一把密钥还没有启用；先执行 lianxi keys use {issuer}")
    current = private_key(directory, issuer)
    _write(directory / f"{issuer}{PUBLIC}", orjson.dumps(current.as_dict(private=False)))


def _public(path: Path) -> list[dict[str, Any]]:
    told = orjson.loads(path.read_bytes())
    keys: list[dict[str, Any]] = told.get("keys", [told])
    return keys


def master_key(directory: Path, owner: str) -> bytes:
    """Load the key that wraps *owner*'s keys per person."""
    return (directory / f"{owner}.master").read_bytes()


def _write(path: Path, content: bytes) -> None:
    draft = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
