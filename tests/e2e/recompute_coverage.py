"""Who covers which enterprises, in the recomputation: by credit codes, where the services know pseudonyms only."""

from datetime import date, timedelta

LOCKED_AFTER = 15


def party_of(gather, areas, last, as_of):
    """
    Return ``{"registry": {credit code: county}}`` of the firms that it tells of; nothing before it does, or of none.

    It tells on the first day after the quarter, and again when figures are locked, of what is on record by then.
    """
    over = date.fromisoformat(last) + timedelta(days=1)
    locked = over.replace(day=LOCKED_AFTER + 1)
    told_on = [day for day in (over, locked) if day.isoformat() <= as_of]
    if not told_on:
        return {}
    firms, _, bonds, _, endings = gather((told_on[-1] - timedelta(days=1)).isoformat())
    parents = {row["code"]: row["parent"] for row in areas}
    counties = {row["code"] for row in areas if row["level"] == "county"}
    found = {}
    for code in firms.said:
        firm, bond = firms.as_of(code, last), bonds.as_of(code, last)
        gone = endings.get(bond.get("org"), "9999") <= last
        if firm.get("state") == "operating" and bond.get("form") in ("independent", "joint") and not gone:
            area = firm["area"]
            found[code] = area if area in counties else parents[area]
    return {"registry": found} if found else {}


def handed_in(rows, period):
    """Return ``{department: {credit code: county}}`` of what each department handed in last."""
    days = {}
    for row in rows:
        if row["period"] == period:
            batch = days.setdefault(row["department"], {}).setdefault(row["recorded_on"], {})
            batch[row["credit_code"]] = row["area"]
    return {department: batches[max(batches)] for department, batches in days.items()}


def joint(lists, counties):
    """Return how many firms with a party organisation in *counties* have a union and a league too, and of how many."""
    if "registry" not in lists:
        return None, None
    party = {code for code, county in lists["registry"].items() if county in counties}
    if "union" not in lists or "youth_league" not in lists:
        return None, len(party)
    return len(party & set(lists["union"]) & set(lists["youth_league"])), len(party)
