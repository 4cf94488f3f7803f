"""What was tried, as a table: the route and the role, how often, and how often it led to something."""

import sys
from collections import Counter
from collections.abc import Iterable

Counted = Counter[tuple[str, str]]


def tell(tried: Counted, taken: Counted, reached: Iterable[str]) -> None:
    """Print the figures of a run."""
    rows = [f"{tried.total()} tried, {taken.total()} taken, states {sorted(reached)}"]
    for (route, role), times in sorted(tried.items()):
        rows.append(f"{route:22} {role:40} {times:5} tried {taken[route, role]:5} taken")
    sys.stdout.write("\n".join((*rows, "")))
