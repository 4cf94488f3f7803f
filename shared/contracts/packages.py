"""
The list of all services, made from the packages of this folder, so that nobody has to keep it.

Run as ``python -m shared.contracts.packages [--check]``, before anything that reads the list.
"""

from pathlib import Path

from shared.generated import write_or_check

CONTRACTS = Path(__file__).parent
LISTED = CONTRACTS / "declared.py"
LISTING = '''"""What each package of this folder declares; made by ``python -m shared.contracts.packages``."""

from shared.contracts import (
{imports}
)
from shared.contracts.service import Service

DECLARED: tuple[Service, ...] = (
{entries}
)
'''


def listing(folder: Path) -> str:
    """Return the module that imports the declaration of every package of *folder*."""
    names = sorted(found.parent.name for found in folder.glob("*/__init__.py"))
    return LISTING.format(
        imports="\n".join(f"    {name}," for name in names),
        entries="\n".join(f"    {name}.SERVICE," for name in names),
    )


if __name__ == "__main__":
    write_or_check({LISTED: listing(CONTRACTS)})
