"""Key files: one signing key pair per issuer, one master key per owner of sealed values."""

import os
from collections.abc import Iterable
from pathlib import Path

import orjson
from joserfc.jwk import OKPKey

from shared.security.pseudonyms import SECRET_FILE

MASTER_KEY_BYTES = SECRET_BYTES = 32


def create(directory: Path, issuers: Iterable[str]) -> None:
    """
    Create what is missing under *directory*: ``<issuer>.private.json``, ``<issuer>.public.json`` and
    ``<issuer>.master``, and the secret that pseudonyms are made with; existing keys are kept, so that running it
    again changes nothing.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for issuer in issuers:
        private = directory / f"{issuer}.private.json"
        if not private.exists():
            pair = OKPKey.generate_key("Ed25519")
            _write(directory / f"{issuer}.public.json", orjson.dumps(pair.as_dict(private=False)))
            _write(private, orjson.dumps(pair.as_dict(private=True)))
        master = directory / f"{issuer}.master"
        if not master.exists():
            _write(master, os.urandom(MASTER_KEY_BYTES))
    secret = directory / SECRET_FILE
    if not secret.exists():
        _write(secret, os.urandom(SECRET_BYTES))


def private_key(directory: Path, issuer: str) -> OKPKey:
    """Load the signing key of *issuer*."""
    return OKPKey.import_key(orjson.loads((directory / f"{issuer}.private.json").read_bytes()))


def public_keys(directory: Path) -> dict[str, OKPKey]:
    """Load the verifying keys of all issuers, by issuer."""
    suffix = ".public.json"
    return {
        path.name.removesuffix(suffix): OKPKey.import_key(orjson.loads(path.read_bytes()))
        for path in sorted(directory.glob(f"*{suffix}"))
    }


def master_key(directory: Path, owner: str) -> bytes:
    """Load the key that wraps *owner*'s keys per person."""
    return (directory / f"{owner}.master").read_bytes()


def _write(path: Path, content: bytes) -> None:
    draft = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)
