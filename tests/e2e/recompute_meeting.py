"""The joint meeting's part of the recomputation: resolutions, and what departments reported; of the CSV files only."""


def resolutions(rows_of, as_of):
    """Follow each resolution's steps to its state, and note when it was closed."""
    rows, closed_on = [], {}
    steps = rows_of("resolution_steps")
    for row in rows_of("resolutions"):
        own = [step for step in steps if step["no"] == row["no"]]
        names = [step["step"] for step in own]
        due = max([row["due_on"], *(step["due_on"] for step in own if step["step"] == "extend")])
        closed_on[row["no"]] = next((step["recorded_on"] for step in own if step["step"] == "close"), None)
        if "close" in names:
            state = "CLOSED"
        elif "verify" in names:
            state = "VERIFIED"
        elif names.count("submit") > names.count("return"):
            state = "SUBMITTED"
        elif "return" in names:
            state = "RETURNED"
        else:
            state = "IN_PROGRESS" if "progress" in names else "ACCEPTED" if "accept" in names else "ISSUED"
        overdue = state != "CLOSED" and due < as_of
        told = {"no": row["no"], "text": row["text"], "lead": row["lead"], "due": due, "state": state}
        rows.append({**told, "overdue": overdue, **({"aim": row} if row["indicator"] else {})})
    return sorted(rows, key=lambda row: row["no"]), closed_on


def aims(rows, indicators, by_area):
    """Put beside what a resolution is to move the figure of the quarter; of the one before nothing is known."""
    for row in rows:
        if "aim" in row:
            told = row["aim"]
            cells = by_area.get(told["area"], indicators)
            row["aim"] = {
                "indicator": told["indicator"],
                "area": told["area"],
                "target": float(told["target"]),
                "before": None,
                "now": cells[told["indicator"]]["value"],
            }


def decisions(rows_of, closed_on, first, last):
    """K-74 and K-75 over the resolutions that were originally due in the quarter."""
    due = {row["no"]: row["due_on"] for row in rows_of("resolutions") if first <= row["due_on"] <= last}
    done = [no for no in due if closed_on[no] and closed_on[no] <= last]
    on_time = [no for no in done if closed_on[no] <= due[no]]
    return (len(done), len(due)), (len(on_time), len(due))


# How many items each department is asked for a county, counted by hand in rules §10.2.
ITEMS = {"union": 11, "youth_league": 6, "womens_federation": 7, "industry_commerce": 11}


def reporting(latest, submitted, on_time, counties):
    """The five rates of reporting; in the demo nothing is given back."""
    owing, sent = len(ITEMS), len(submitted)
    given = sum(county in counties for values in latest.values() for _, county in values)
    asked = len(counties) * sum(ITEMS.values())
    corrected = sum(versions > 1 for _, versions in submitted.values())
    return {
        "reported": rate(sent, owing),
        "on_time": rate(sum(on_time.values()), owing),
        "complete": rate(given, asked),
        "at_once": rate(sent, sent),
        "corrected": rate(corrected, sent),
    }


def rate(part, whole):
    """A rate in percent with one decimal, half up."""
    value = (part * 2000 + whole) // (2 * whole) / 10 if whole else None
    return {"numerator": part, "denominator": whole, "value": value, "unit": "%"}


def in_time(submitted, last):
    """Return of each department whether its first version came by the tenth of the month after the quarter."""
    deadline = f"{last[:4]}-{int(last[5:7]) + 1:02d}-10"
    return {name: submitted[name][0] <= deadline for name in sorted(submitted)}


def departments_of(latest, submitted, on_time):
    """Return of each department that reported: whether in time, when, which version, and its figures added up."""
    departments = {}
    for name in sorted(submitted):
        values = latest.get(name, {})
        sums = {}
        for (item, _), value in values.items():
            sums[item] = sums.get(item, 0) + value
        day, version = submitted.get(name, (None, None))
        departments[name] = {
            "on_time": on_time[name],
            "submitted_on": day,
            "version": version,
            "figures": sums,
        }
    return departments
