"""Handing in a quarter's figures: when, of what, and what cannot exceed what; pure functions."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from shared.contracts.data_sets import ON_RECORD, Item
from shared.contracts.department import facts
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.rules.periods import Quarter
from shared.rules.violation import Violation

PACK = "joint_meeting"
OPENING = "R-JM-16-OPENING"
JUMP, JUMP_FROM = "R-JM-17-JUMP", "R-JM-17-JUMP-FROM"
FREEZING = "R-IND-07"
Values = Mapping[tuple[str, str], int]


def of_quarter(period: str) -> RulePack:
    """Return the rules by which a quarter's figures are handed in: those of the day after it (R-JM-16)."""
    return pack.load(PACK, Quarter.parse(period).next().first)


def correction_end(rules: RulePack, period: Quarter) -> date:
    """Return the last day on which a quarter's figures may be corrected. Source: R-JM-16."""
    return period.next().first.replace(day=rules.number("R-JM-16-CORRECTION"))


def draft_violations(
    rules: RulePack,
    submission: facts.Figures,
    on: date,
    *,
    version: int,
    data_set: Mapping[str, Item],
    counties: Collection[str],
    open_until: date | None = None,
) -> list[Violation]:
    """
    Return what keeps figures from being written down on *on* for *version* (1 is the first).

    Args:
        open_until: To when the convener has opened the period; None: it has not.

    Source: R-JM-15, R-JM-16.
    """
    found = timing_violations(rules, submission.period, on, version, open_until)
    found += _foreign(rules, submission.figures, data_set, counties)
    twice = [key for key, times in Counter((f.item, f.area) for f in submission.figures).items() if times > 1]
    return found + [
        rules.violation("R-JM-15", f"{item} 在 {area} 填报了两次", field="figures") for item, area in twice
    ]


def submission_violations(
    rules: RulePack,
    submission: facts.Figures,
    data_set: Mapping[str, Item],
    before: Values,
    on_record: Mapping[str, int],
) -> list[Violation]:
    """
    Return what contradicts itself, or what is on record, in figures that are handed up, and what differs much from the
    quarter before.

    Args:
        before: The figures of the quarter before by item and area; what is not in it is not compared.
        on_record: What the department has on record of the quarter, by names of ON_RECORD; of no county.

    Source: R-JM-17.
    """
    return [
        *_parts(rules, submission.figures, data_set),
        *_unrecorded(rules, submission.figures, data_set, on_record),
        *_jumps(rules, submission.figures, before, data_set),
    ]


def timing_violations(
    rules: RulePack, period: str, on: date, version: int, open_until: date | None
) -> list[Violation]:
    """
    Return what keeps a *version* of a quarter's figures from being made on *on*.

    After the window all is locked: no correction is taken any more, and a first version to the day to which the
    convener has opened it, that day included. What comes after the deadline counts as late.

    Source: R-JM-16.
    """
    return list(_timing(rules, Quarter.parse(period), on, version, open_until))


def coverage_violations(
    rules: RulePack,
    submission: facts.CoveredEnterprises,
    on: date,
    *,
    version: int,
    counties: Collection[str],
    open_until: date | None = None,
) -> list[Violation]:
    """
    Return what keeps a department from handing in on *on*, as *version*, which enterprises it covers.

    When it may is as for figures: what opens these opens their enterprises too.

    Source: R-JM-15, R-JM-16.
    """
    found = timing_violations(rules, submission.period, on, version, open_until)
    found += _strange(rules, [one.area for one in submission.enterprises], counties, "enterprises")
    times = Counter(one.credit_code for one in submission.enterprises)
    twice = sorted(code for code, number in times.items() if number > 1)
    return found + [
        rules.violation("R-JM-15", f"{code}填报了{times[code]}次，请只保留一行", field="enterprises")
        for code in twice
    ]


def opening_violations(
    rules: RulePack, opening: facts.Opening, reporters: Collection[str], on: date
) -> list[Violation]:
    """
    Return what keeps the convener from opening, on *on*, what is locked.

    Args:
        reporters: The departments that owe figures.

    Source: R-JM-16.
    """
    found = []
    if opening.department not in reporters:
        found.append(rules.violation(OPENING, f"{opening.department}没有季度数据集", field="department"))
    lock = correction_end(rules, Quarter.parse(opening.period))
    if on <= lock:
        message = f"{opening.period}到{lock.isoformat()}之前无需开放，可以直接报送"
        found.append(rules.violation(OPENING, message, field="period", earliest=lock + timedelta(days=1)))
    if opening.until < on:
        found.append(rules.violation(OPENING, "截止日早于今天", field="until", earliest=on))
    return found


def freeze_violations(
    rules: RulePack, manifest: facts.Manifest, on: date, last: int, reason: str | None
) -> list[Violation]:
    """
    Return what keeps a quarter from being frozen on *on*: after the last day of corrections, version by version.

    Args:
        last: The last frozen version; 0 when there is none.
        reason: Why it is frozen once more.

    Source: R-IND-07, R-JM-16.
    """
    found = []
    lock = correction_end(rules, Quarter.parse(manifest.period))
    if manifest.as_of <= lock:
        message = f"{manifest.period}的数据到{lock.isoformat()}还可以更正，之后方可冻结"
        found.append(rules.violation(FREEZING, message, field="period", earliest=lock + timedelta(days=1)))
    if manifest.as_of > on:
        found.append(rules.violation(FREEZING, "截至日期晚于今天", field="as_of"))
    if manifest.version != last + 1:
        message = f"{manifest.period}的下一个冻结版本应为{last + 1}"
        found.append(rules.violation(FREEZING, message, field="version"))
    if last and not reason:
        found.append(rules.violation(FREEZING, "已冻结，再次冻结须说明更正了什么", field="comment"))
    return found


def _timing(
    rules: RulePack, period: Quarter, on: date, version: int, open_until: date | None
) -> Iterator[Violation]:
    if on <= period.last:
        yield rules.violation("R-JM-16", f"{period}尚未结束", field="period", earliest=period.next().first)
    lock = correction_end(rules, period)
    if on > lock and version > 1:
        message = f"更正截止于{lock.isoformat()}，数据已锁定"
        yield rules.violation("R-JM-16-CORRECTION", message, field="period")
    elif on > lock and (open_until is None or on > open_until):
        opened = f"，补报已于{open_until.isoformat()}截止" if open_until else ""
        message = f"数据已于{lock.isoformat()}锁定{opened}；请牵头单位说明理由，开放补报"
        yield rules.violation(OPENING, message, field="period")


def _foreign(
    rules: RulePack, figures: Sequence[facts.Figure], data_set: Mapping[str, Item], counties: Collection[str]
) -> Iterator[Violation]:
    for item in sorted({figure.item for figure in figures} - set(data_set)):
        yield rules.violation("R-JM-15", f"{item}不是本部门这一季度的数据项", field="figures")
    yield from _strange(rules, [figure.area for figure in figures], counties, "figures")


def _strange(
    rules: RulePack, areas: Collection[str], counties: Collection[str], field: str
) -> Iterator[Violation]:
    for area in sorted(set(areas) - set(counties)):
        yield rules.violation("R-JM-15", f"{area}不是本市的县（市、区）", field=field)


def _parts(
    rules: RulePack, figures: Sequence[facts.Figure], data_set: Mapping[str, Item]
) -> Iterator[Violation]:
    """Return where a part exceeds its whole within the department's own figures."""
    values = {(figure.item, figure.area): figure.value for figure in figures}
    for (name, area), value in values.items():
        item = data_set.get(name)
        for whole in item.at_most if item else ():
            limit = values.get((whole, area))
            if item and limit is not None and value > limit:
                message = f"{area} {item.label} {value} 大于{data_set[whole].label} {limit}"
                yield rules.violation("R-JM-17", message, field="figures")


def _unrecorded(
    rules: RulePack,
    figures: Sequence[facts.Figure],
    data_set: Mapping[str, Item],
    on_record: Mapping[str, int],
) -> Iterator[Violation]:
    """Return where what is handed up, added up over its counties, exceeds what the department has on record."""
    for item in data_set.values():
        told = sum(figure.value for figure in figures if figure.item == item.id)
        for name in item.at_most:
            if name in on_record and told > on_record[name]:
                message = f"{item.label}合计 {told} 大于{ON_RECORD[name]} {on_record[name]}"
                yield rules.violation("R-JM-17", message, field="figures")


def _jumps(
    rules: RulePack, figures: Sequence[facts.Figure], before: Values, data_set: Mapping[str, Item]
) -> Iterator[Violation]:
    share, least = rules.number(JUMP), rules.number(JUMP_FROM)
    for figure in figures:
        last, item = before.get((figure.item, figure.area)), data_set.get(figure.item)
        if last is None or item is None or max(last, figure.value) < least:
            continue
        if abs(figure.value - last) * 100 > last * share:
            message = f"{figure.area} {item.label}由上季度的{last}变为{figure.value}，请核对并说明"
            yield rules.violation(JUMP, message, field="figures")
