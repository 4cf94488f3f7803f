"""The table of rights names every entrypoint and every role there is, and nothing else."""

from shared.contracts.services import ROLES
from tests.e2e import rights


def test_a_new_entrypoint_without_a_row_is_missed() -> None:
    assert {*rights.table()} == rights.entrypoints()


def test_every_role_has_a_column_and_so_have_those_who_hold_none() -> None:
    for entrypoint, row in rights.table().items():
        assert {*row} == {*ROLES, rights.NOBODY, rights.INSTANCE}, entrypoint
        assert {*row.values()} <= {"io", "i", "-"}, entrypoint
