"""Rows are tried together with the earlier ones that they need, and never more than the registry takes."""

from services.portal.excel.parts import batches_of, parts_of
from services.portal.excel.rows import Row, Rows


def rows(*pairs: tuple[str, str]) -> Rows:
    found = Rows()
    for n, (key, above) in enumerate(pairs, 2):
        found.add(Row(n, {"org_code": key, "parent": above}))
    return found


def test_parts_follow_each_other() -> None:
    assert parts_of(5, 2) == [range(2), range(2, 4), range(4, 5)]
    assert parts_of(0, 2) == []


def test_every_row_is_tried_once() -> None:
    batches = [*batches_of("organisations", rows(*((f"A{n}", "") for n in range(7))), 3)]

    assert [sorted(batch.own) for batch in batches] == [[0, 1, 2], [3, 4, 5], [6]]
    assert all(set(batch.sent) == batch.own for batch in batches)


def test_a_row_comes_with_its_superiors() -> None:
    chain = rows(("A", ""), ("B", "A"), ("X", ""), ("Y", ""), ("C", "B"))
    batches = [*batches_of("organisations", chain, 4)]

    assert batches[-1].own == {4}
    assert batches[-1].sent == (0, 1, 4)


def test_rows_about_the_same_thing_stay_in_order() -> None:
    batches = [*batches_of("organisation_changes", rows(*[("A", "")] * 5), 3)]

    assert [batch.sent for batch in batches] == [(0, 1, 2), (1, 2, 3), (2, 3, 4)]


def test_a_chain_longer_than_a_batch_ends() -> None:
    circle = rows(*((f"A{n}", f"A{n - 1}") for n in range(50)))

    assert all(len(batch.sent) <= 5 for batch in batches_of("organisations", circle, 5))
    assert {one for batch in batches_of("organisations", circle, 5) for one in batch.own} == {*range(50)}
