"""Reading what clerks have: what spreadsheets write by themselves goes in, what could be two things does not."""

import io
import zipfile
from typing import Any

import pytest
from marshmallow import fields
from openpyxl import Workbook, load_workbook

from services.portal.excel import opening
from services.portal.excel.cells import text_of
from services.portal.excel.kinds import COLUMNS, IMPORTS, columns_of, names_of
from services.portal.excel.problems import Unreadable
from services.portal.excel.reading import Reading, read
from services.portal.excel.template import template
from shared.contracts.errors import InvalidInput
from tests.unit.services.portal.excel.files import FIELDS, LABELS, day, enterprise, separated, workbook

READ = {
    "credit_code": "91411323DEM000001E",
    "name": "虚构机械厂",
    "area": "411323001000",
    "ownership": "私营有限责任公司",
    "industry": "C31",
    "size": "small",
    "employees": "1200",
    "operation_state": "operating",
    "registered_on": "2020-05-18",
    "sample": "true",
}


def words_of(field: fields.Field[Any]) -> dict[str, str]:
    """Return the Chinese word of each value of a choice, or of a list of choices."""
    return dict(names_of(field.inner if isinstance(field, fields.List) else field))


def reading(content: bytes, kind: str = "enterprises") -> Reading:
    return read(content, columns_of(kind))


def values(content: bytes) -> dict[str, str]:
    found = reading(content)
    assert found.problems == ()
    return dict(found.rows[0].values)


def problem(content: bytes, kind: str = "enterprises") -> str:
    (only,) = reading(content, kind).problems
    return only.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("by", ["\t", ";"])
@pytest.mark.parametrize("heading", [LABELS, FIELDS])
def test_text_files_of_every_make_are_read(encoding: str, by: str, heading: list[str]) -> None:
    assert values(separated(heading, enterprise(), by=by, encoding=encoding)) == READ


def test_commas_in_quotes_belong_to_the_cell() -> None:
    assert values(separated(LABELS, enterprise(employees='"1,200"'))) == READ


def test_a_workbook_is_read() -> None:
    given = enterprise(employees=1200, registered_on=day("2020-05-18"), sample=True, area=411323001000)
    assert values(workbook(LABELS, given)) == READ


@pytest.mark.parametrize("over", ["  {}", "{}　", "＊{}", "{}*", "\ufeff{}"])
def test_what_stands_around_a_heading_or_a_cell_does_not_count(over: str) -> None:
    heading = [over.format(label) for label in LABELS]
    assert values(workbook(heading, [f" {cell}　" for cell in enterprise()])) == READ


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    found = reading(workbook(["某某县企业名册"], [], LABELS, enterprise(), [None], enterprise(size="特大")))

    assert [row.number for row in found.rows] == [4, 6]
    assert found.problems[0].as_dict() == {
        "row": 6,
        "column": "F",
        "field": "size",
        "problem": "第6行F列“规模”：“特大”不在可选的值之中；请填写其中之一：大型、中型、小型、微型",
    }


@pytest.mark.parametrize("text", ["C31", "c31", "黑色金属冶炼和压延加工业"])
def test_a_trade_is_written_by_its_code_or_its_name(text: str) -> None:
    assert values(workbook(LABELS, enterprise(industry=text)))["industry"] == "C31"


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, declared in COLUMNS.items() for name, one in declared.items() if words_of(one)],
)
def test_the_words_that_people_see_are_what_files_hold(kind: str, name: str) -> None:
    field = COLUMNS[kind][name]
    words = words_of(field)

    for code, word in words.items():
        assert text_of(f" {word}　", field) == text_of(code, field) == code
    with pytest.raises(Unreadable, match="不在可选的值之中"):
        text_of("没有这样的值", field)
    if isinstance(field, fields.List):
        assert text_of("；".join(words.values()), field) == ";".join(words)


def test_an_unknown_trade_is_refused_with_those_whose_names_are_near() -> None:
    (problem,) = reading(workbook(LABELS, enterprise(industry="家具制造"))).problems

    assert "“家具制造”不在可选的值之中；请从模板的下拉列表中选择，如：家具制造业" in problem.problem


@pytest.mark.parametrize(
    "raw",
    [
        "2026/7/1",
        "2026.7.1",
        "2026-7-1",
        "2026年7月1日",
        "20260701",
        "2026/7/1 0:00",
        46204,
        "46204",
        day("2026-07-01"),
    ],
)
def test_a_day_is_told_by_whatever_excel_shows(raw: Any) -> None:
    assert values(workbook(LABELS, enterprise(registered_on=raw)))["registered_on"] == "2026-07-01"


@pytest.mark.parametrize("raw", ["7/1/2026", "1/7/26", "2026/13/1", "2026/2/30", "2026/711", "去年", 7])
def test_what_could_be_another_day_is_refused(raw: Any) -> None:
    text = problem(workbook(LABELS, enterprise(registered_on=raw)))
    assert text.startswith("第2行I列“登记日期”：")
    assert "2026-07-01" in text


@pytest.mark.parametrize("raw", ["91411323dem000001e", "\t91411323DEM000001E ", "９１４１１３２３DEM000001E"])
def test_a_code_is_put_right(raw: str) -> None:
    assert values(workbook(LABELS, enterprise(credit_code=raw))) == READ


@pytest.mark.parametrize("raw", ["9.14113E+17", 914113230000000012, 9.14113e17])
def test_a_code_that_became_a_number_is_refused(raw: Any) -> None:
    assert "文本" in problem(workbook(LABELS, enterprise(credit_code=raw)))


@pytest.mark.parametrize(
    ("raw", "count"), [("1,234", "1234"), ("1234.0", "1234"), (12.0, "12"), ("１２", "12")]
)
def test_counts_are_read_as_people_write_them(raw: Any, count: str) -> None:
    assert values(workbook(LABELS, enterprise(employees=raw)))["employees"] == count


@pytest.mark.parametrize("raw", ["12.5", 12.5, "1,23", "约30", "-3"])
def test_what_is_no_whole_number_is_refused(raw: Any) -> None:
    assert "整数" in problem(workbook(LABELS, enterprise(employees=raw)))


@pytest.mark.parametrize(
    ("raw", "flag"),
    [("是", "true"), ("√", "true"), ("Y ", "true"), (False, "false"), ("否", "false"), (0, "false")],
)
def test_yes_and_no_are_told_apart(raw: Any, flag: str) -> None:
    assert values(workbook(LABELS, enterprise(sample=raw)))["sample"] == flag


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert "既不是“是”也不是“否”" in problem(workbook(LABELS, enterprise(sample="待定")))


@pytest.mark.parametrize("raw", ['=HYPERLINK("http://x.invalid","点我")', "'=1+1", "#REF!"])
def test_a_formula_is_no_name(raw: str) -> None:
    assert "公式" in problem(workbook(LABELS, enterprise(name=raw)))


@pytest.mark.parametrize("raw", ["   ", None, "　"])
def test_a_name_of_blanks_is_none(raw: Any) -> None:
    assert problem(workbook(LABELS, enterprise(name=raw))) == "第2行B列“企业名称”：必填，不能为空；请填写"


def test_rare_characters_and_names_with_a_dot_stay_as_they_are() -> None:
    name = "买买提·𠮷䶮合作社"
    assert values(separated(LABELS, enterprise(name=name, employees="3"), encoding="gb18030"))["name"] == name


def test_an_unknown_column_is_named_once_with_those_that_are_known() -> None:
    rows = [[*enterprise(), "x"]] * 50
    text = problem(workbook([*LABELS, "联系人"], *rows))

    assert text.startswith("第1行K列“联系人”：没有这样的列")
    assert "统一社会信用代码" in text


def test_columns_that_people_add_for_themselves_do_no_harm() -> None:
    assert values(workbook([*LABELS, "序号", "结果"], [*enterprise(), 1, "通过"])) == READ


def test_a_column_may_stand_there_once() -> None:
    assert "两次" in problem(workbook([*LABELS, "name"], [*enterprise(), "x"]))


def test_a_needed_column_that_lacks_is_named_once() -> None:
    text = problem(workbook(LABELS[:-2], *[enterprise()[:-2]] * 9))
    assert text == "第1行的表头缺少必填的列：登记日期；请下载模板，按模板的表头填写"


def test_a_file_without_a_heading_is_told_the_columns() -> None:
    assert "没有找到表头" in problem(workbook(["甲", "乙"], ["丙", "丁"]))
    assert "没有数据" in problem(workbook(LABELS))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0abc", "旧版 Excel"),
        (b"<html><table></table></html>", "网页"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04broken", "损坏"),
        (b'a,"b\nc', "CSV"),
        (b"\xff\xff\xff\xff", "编码"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        reading(content)


def test_a_zip_file_is_no_workbook() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InvalidInput, match="压缩包"):
        reading(written.getvalue())


def test_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "load_workbook", None)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (opening.MAX_UNZIPPED_BYTES + 1))
    with pytest.raises(InvalidInput, match="解压后超过"):
        reading(written.getvalue())


def test_a_cell_far_below_or_far_right_is_beyond_the_limits() -> None:
    for place, said in (("A1048576", "行"), ("CW2", "列")):
        book = Workbook()
        book.active["A1"], book.active[place] = "企业名称", "x"  # type: ignore[index]
        written = io.BytesIO()
        book.save(written)
        with pytest.raises(InvalidInput, match=said):
            reading(written.getvalue())


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.portal.excel.reading.MAX_ROWS", 3)
    assert len(reading(workbook(LABELS, *[enterprise()] * 3)).rows) == 3
    assert problem(workbook(LABELS, *[enterprise()] * 4)) == "共4行，超过3行；请分成几个文件"


def test_a_long_file_is_read_whole_and_tells_how_far_it_is() -> None:
    content = separated(LABELS, *(enterprise(name=f"虚构{n}", employees="3") for n in range(2_500)))
    told: list[int] = []
    found = read(content, columns_of("enterprises"), so_far=told.append)

    assert told == [1_000, 2_000]
    assert [row.values["name"] for row in found.rows] == [f"虚构{n}" for n in range(2_500)]
    assert (found.rows[2_499].number, found.rows[0].number, len(found.rows)) == (2_501, 2, 2_500)


def test_of_very_many_problems_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.portal.excel.reading.MAX_PROBLEMS", 3)
    found = reading(workbook(LABELS, *[enterprise(size="特大")] * 9))

    assert [one.row for one in found.problems] == [2, 3, 4]


@pytest.mark.parametrize("kind", IMPORTS)
def test_a_template_is_read_as_its_own_kind(kind: str) -> None:
    content = template(kind)
    book = load_workbook(io.BytesIO(content))

    assert "没有数据" in problem(content, kind)
    assert book.sheetnames[:2] == [IMPORTS[kind], "填写说明"]
    labels = [cell.value for cell in book.worksheets[0][1]]
    assert labels == [row[0] for row in book["填写说明"].iter_rows(min_row=2, values_only=True)][:-1]
    assert len(labels) == len(set(labels)) == len(columns_of(kind))


def test_a_template_offers_choices_and_keeps_codes_as_text() -> None:
    sheet = load_workbook(io.BytesIO(template("enterprises"))).worksheets[0]

    assert {str(rule.sqref)[0] for rule in sheet.data_validations.dataValidation} == {*"DEHK"}
    assert sheet.column_dimensions["A"].number_format == "@"
