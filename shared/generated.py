"""Files that are made from declarations and committed, so that people can read them as they are."""

import sys
from collections.abc import Mapping
from pathlib import Path


def write_or_check(files: Mapping[Path, str]) -> None:
    """Write *files*; with ``--check`` on the command line exit naming those that differ from what is committed."""
    if "--check" not in sys.argv[1:]:
        for path, text in files.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return
    stale = [
        path.name
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if stale:
        sys.exit(f"out of date: {', '.join(stale)}; run `make contracts`")
