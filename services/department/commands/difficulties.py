"""Difficulties of enterprises that supervision handed to the department."""

from services.department import limits, store
from shared.contracts.department import calls, events
from shared.contracts.errors import Conflict, NotFound
from shared.contracts.supervision.facts import Answer
from shared.ledger import Unit


def answer_difficulty(unit: Unit, command: calls.AnswerDifficulty) -> None:
    """
    Tell what became of a difficulty (R-SUP-08).

    Raises:
        NotFound: none of that number was handed to this department, or it is still on its way.
        Conflict: it was answered.
    """
    known = store.find_difficulty(unit, command.difficulty)
    if known is None:
        raise NotFound.at("difficulty", f"困难{command.difficulty}未交办本部门或尚未收到", "未交办或尚未收到")
    if known.get("outcome") is not None:
        raise Conflict.at("difficulty", f"困难{command.difficulty}已答复", "已答复")
    kept = {
        "outcome": command.outcome,
        "answer": command.text,
        "outcome_on": unit.stamp.recorded_on.isoformat(),
    }
    event = events.DifficultyAnswered(**command.only(Answer))
    store.change(unit, store.DIFFICULTIES, command.difficulty, {"$set": kept})
    unit.record(f"difficulty:{command.difficulty}", event)
    limits.meet_difficulty(unit, command.difficulty)
