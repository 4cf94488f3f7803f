"""A case on its way through the real service, with a line for people to read of each step."""

from datetime import date
from typing import Any

from services.development.rules.skipped import RULES_OF
from shared.contracts.development import SERVICE
from shared.contracts.development.facts import StepFacts
from shared.contracts.development.steps import DEFAULTS, NAMES
from shared.contracts.errors import RuleViolated
from shared.ledger.history import text_of
from shared.rules import deadlines, pack
from tests.integration.services.development.conftest import COURSE_AFTER, PEOPLE, WAY, Development

# Of what stands first in RULES_OF for another question, or has no place there, the article that it is done by.
DONE_BY = {
    "submit_application": "R-DEV-01",
    "superior_agree": "R-DEV-22",
    "vote_extend": "R-DEV-67",
    "approve_extension": "R-DEV-69",
    "vote_cancel": "R-DEV-73",
    "approve_cancellation": "R-DEV-73",
    "resubmit": "R-DEV-51b",
}
HEAD = "| 日期 | 事项 | 登记人 | 登记了什么 | 依据 | 办理后 | 接下来应办（最迟） |\n|---|---|---|---|---|---|---|"
FOLDED = """\
<details>
<summary>前 {many} 步与第 1 节相同，点开可看</summary>

{common}

</details>

{own}"""
NOBODY = "系统"
# As people call what the service knows by code.
CALLED = {"BRANCH": "甲支部", "FAR": "乙支部", "COMMITTEE": "所属党委", "members": "党员"}


def article(step: str, on: str) -> str:
    """Return the rule a step is done by and its source on that day; a dash where none was in force."""
    rules = pack.load("development", date.fromisoformat(on))
    wanted = (DONE_BY[step],) if step in DONE_BY else RULES_OF.get(step, ())
    found = next((one for one in wanted if one in rules), None)
    return "—" if found is None else f"{rules[found].source}（{found}）"


def who(user: str, step: str) -> str:
    """Return in which role a person entered a step."""
    if user not in PEOPLE:
        return NOBODY
    allowed = SERVICE.commands[step].roles
    return SERVICE.roles[next(role for role in PEOPLE[user].roles if role in allowed)]


class Telling:
    """A case as it goes its way, with a line for each step."""

    def __init__(self, development: Development, case_id: str) -> None:
        self.development, self.case_id = development, case_id
        self.lines: list[str] = []
        self._common = 0
        self._seen = 0

    def parts_here(self) -> None:
        """Say that the way was the usual one so far."""
        self._common = len(self.lines)

    def table(self) -> str:
        """Return the lines under their heading; those that are common to all ways stand folded up before the rest."""
        before, behind = self.lines[: self._common], self.lines[self._common :]
        own = "\n".join([HEAD, *behind])
        if not before:
            return own
        common = "\n".join([HEAD, *before])
        return FOLDED.format(many=len(before), common=common, own=own)

    def act(self, user: str, step: str, on: str, **details: Any) -> None:
        """Take a step and tell of it."""
        self.development.act(user, step, case_id=self.case_id, on=on, **details)
        self.note()

    def go(self, until: str, since: str = "submit_application", **other: str) -> None:
        """
        Take the steps of the usual way behind *since* up to *until*, that one included; of several the last.

        Args:
            other: Who acts in place of a person of the usual way.
        """
        order = {name: number for number, name in enumerate(["submit_application", *(row[1] for row in WAY)])}
        for user, step, on, details in WAY[order[since] : order[until]]:
            own = {"form_no": f"ZY-{self.case_id}"} if "form_no" in details else {}
            self.act(other.get(user, user), step, on, **{**details, **self.people(step), **own})
            if step == COURSE_AFTER:
                self.development.course(self.case_id)
                self.note()

    def people(self, step: str) -> dict[str, Any]:
        """Return the members that a step names, who are of the branch that the case is in."""
        if step not in ("assign_contacts", "set_introducers"):
            return {}
        case = self.development.db["cases"].find_one({"_id": self.case_id})
        assert case is not None
        letter = "F" if case["org_code"] == "FAR" else "M"
        return {"members": [f"{letter}0", f"{letter}1"]}

    def refused(self, user: str, step: str, on: str, **details: Any) -> None:
        """Try what the rules stop and tell why, by which source, and from when it can be."""
        try:
            self.development.act(user, step, case_id=self.case_id, on=on, **details)
        except RuleViolated as refusal:
            told = refusal.details["violations"]
        else:
            raise AssertionError(f"{step} on {on} was taken")
        why = "<br>".join(
            f"{one['message']}（{one['rule']}，{one['source']}）"
            + (f"最早可办理：**{one['earliest']}**" if one["earliest"] else "")
            for one in told
        )
        self.lines.append(
            f"| {on} | ✗ {NAMES[step]} | {who(user, step)} | **不予登记**：{why} |  | 不变 |  |"
        )

    def note(self) -> None:
        """Tell of what was put on record since."""
        entries = self.development.recorded(f"case:{self.case_id}")
        state = self.development.ask("xian", "case", case_id=self.case_id)["state_name"]
        for entry in entries[self._seen :]:
            step, on = entry["data"].get("step", "submit_application"), entry["effective_on"]
            cells = (
                on,
                NAMES[step],
                who(entry["actor"]["user"], step),
                said(entry),
                article(step, on),
                state,
                self.owed(),
            )
            self.lines.append(f"| {' | '.join(cells)} |")
        self._seen = len(entries)

    def owed(self) -> str:
        """Return what has to be done next, each with its last day."""
        wanted = {"subject": self.case_id, "state": "open"}
        rows = self.development.db["duties"].find(wanted).sort([("last_on", 1), ("deadline", 1)])
        table = deadlines.table()
        return "<br>".join(f"{table[row['deadline']].title}（{row['last_on']}）" for row in rows) or "—"


def said(entry: dict[str, Any]) -> str:
    """Return what an entry says in the words of its form."""
    told = entry["data"].get("told")
    if told is None:
        return f"本人书面申请，递交{CALLED[entry['data']['org_code']]}"
    shown = ((StepFacts.declared[name], value) for name, value in told.items() if DEFAULTS.get(name) != value)
    parts = [
        f"{field.metadata['label']}：{CALLED.get(text, text)}"
        for field, value in shown
        if (text := text_of(field, value))
    ]
    reason = [f"理由：{entry['reason']}"] if entry["reason"] else []
    return "<br>".join([*parts, *reason]) or "—"
