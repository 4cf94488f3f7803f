"""Word, PDF and Excel show what the report's page shows: the same figures, nothing cut, no codes for leaders."""

import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from services.portal.pack import KINDS, content, file_name
from services.portal.pack.model import Figure, Pack, Table
from services.portal.report import render, view
from shared.contracts.indicators import INDICATORS, SECTIONS
from tests.unit.services.portal.sample import CITY, EAST, NAMES, TOWN, sample_report

CODES = re.compile(r"K-\d|R-JM|JM-\d|\.v\d|union|\d{12}")


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    return {**sample_report(), "generated_at": "2026-10-16T09:30:00+08:00"}


@pytest.fixture(scope="module")
def pack(sample: dict[str, Any]) -> Pack:
    return content(sample, NAMES)


@pytest.fixture(scope="module")
def word(pack: Pack) -> Any:
    return Document(io.BytesIO(KINDS["docx"].make(pack)))


@pytest.fixture(scope="module")
def book(pack: Pack) -> Any:
    return openpyxl.load_workbook(io.BytesIO(KINDS["xlsx"].make(pack)))


@pytest.fixture(scope="module")
def printed(pack: Pack) -> PdfReader:
    return PdfReader(io.BytesIO(KINDS["pdf"].make(pack)))


def tables(pack: Pack) -> list[Table]:
    return [block for part in pack.parts for block in part.blocks if isinstance(block, Table)]


def shown(table: Table) -> list[list[str]]:
    """Return a table's words, without what stands below a figure."""
    return [list(table.heads), *([text(entry) for entry in row] for row in table.rows)]


def text(entry: Any) -> str:
    return entry.text if isinstance(entry, Figure) else str(entry)


def below(entry: Any) -> str:
    return entry.basis if isinstance(entry, Figure) else ""


def cell_of(value: Any, number_format: str) -> str:
    """Return what a spreadsheet shows of a number."""
    if not isinstance(value, int | float):
        return str(value or "")
    return f"{value:.1f}%" if "%" in number_format else f"{value:,}"


def words_of(book: Any) -> Iterator[list[str]]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield [cell_of(cell.value, cell.number_format) for cell in row]


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.rule("R-GEN-12")
def test_every_figure_of_the_report_stands_in_the_pack_with_its_sides(
    sample: dict[str, Any], pack: Pack
) -> None:
    told = [" ".join([*map(text, row), *map(below, row)]) for one in tables(pack) for row in one.rows]
    places = {EAST: NAMES[EAST], TOWN: NAMES[TOWN]}
    for area, cells in [(CITY, sample["indicators"]), *sample["by_area"].items()]:
        for name, cell in cells.items():
            where = places.get(area, view.titled(INDICATORS[name]))
            rows = [row for row in told if where in row]
            sides = "" if "parts" in cell else view.basis(cell)
            assert any(view.value(cell) in row and sides in row for row in rows), (area, name)


def test_the_word_document_has_every_table_as_it_is_in_the_pack(pack: Pack, word: Any) -> None:
    written = [
        [[cell.text.split("\n")[0] for cell in row.cells] for row in table.rows] for table in word.tables
    ]
    assert written == [shown(table) for table in tables(pack)]


@pytest.mark.rule("R-IND-03")
def test_word_and_excel_say_what_rates_are_made_of(pack: Pack, word: Any, book: Any) -> None:
    in_word = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    in_excel = [cell for row in words_of(book) for cell in row]
    based = [entry for one in tables(pack) for row in one.rows for entry in row if below(entry)]
    assert based
    for entry in based:
        assert f"{text(entry)}\n{below(entry)}" in in_word
        assert below(entry) in in_excel


def test_the_workbook_has_every_row_with_numbers_as_numbers(pack: Pack, book: Any) -> None:
    written = [[word for word in row if word] for row in words_of(book)]
    for table in tables(pack):
        for row in table.rows:
            expected = [word for entry in row for word in (text(entry), below(entry)) if word]
            assert expected in written
    kinds = {type(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {int, float} & kinds


def test_the_pdf_has_every_row_in_its_order(pack: Pack, printed: PdfReader) -> None:
    said = squeezed("".join(page.extract_text() for page in printed.pages))
    for table in tables(pack):
        assert squeezed(table.title) in said
        for row in table.rows:
            for entry in row:
                assert squeezed(text(entry)) in said
                assert squeezed(below(entry)) in said


def test_the_page_shows_the_same_figures(sample: dict[str, Any], pack: Pack) -> None:
    page = render(sample, NAMES)
    own = {text(row[1]) for part in pack.parts[1:8] for row in first_rows(part.blocks)}
    assert own
    for figure in own:
        assert f">{figure}<" in page


def first_rows(blocks: tuple[Any, ...]) -> Iterator[Any]:
    for block in blocks:
        if isinstance(block, Table) and block.title == "本级指标":
            yield from block.rows


def test_sections_stand_in_their_order_and_codes_in_the_first_annex_only(pack: Pack) -> None:
    titles = [part.title.partition("、")[2] for part in pack.parts if not part.annex]
    assert titles == [section.title for section in SECTIONS.values()]
    for part in pack.parts:
        found = CODES.search(str(part.blocks))
        assert bool(found) == part.title.startswith("附件一"), (part.title, found)


def test_the_cover_tells_the_day_of_the_figures_from_the_day_of_the_data(
    pack: Pack, word: Any, book: Any
) -> None:
    assert dict(pack.facts)["统计截止"] == "2026年10月16日"
    assert dict(pack.facts)["数据更新至"] == "2026-10-16 09:30"
    in_word = "\n".join(line.text for line in word.paragraphs)
    in_excel = str([cell.value for row in book["封面"].iter_rows() for cell in row])
    for name in ("填报人", "审核人", "签发人", "日期", "2026年10月16日", "2026-10-16 09:30", pack.mark):
        assert name in in_word
        assert name in in_excel


def test_areas_are_compared_by_a_chart_in_each_file(word: Any, book: Any, printed: PdfReader) -> None:
    assert [len(sheet._charts) for sheet in book].count(1) == 1
    assert [shape.type.name for shape in word.inline_shapes] == ["PICTURE"]
    assert "组建率（应建），按地区" in "".join(page.extract_text() for page in printed.pages)


def test_the_head_of_a_table_is_repeated_and_no_row_is_cut(word: Any) -> None:
    for table in word.tables:
        marks = [{child.tag.rpartition("}")[2] for child in row._tr.trPr} for row in table.rows]
        assert "tblHeader" in marks[0]
        assert all("cantSplit" in mark for mark in marks)


def test_a_row_of_the_workbook_is_as_high_as_its_longest_text_needs(book: Any) -> None:
    # Chinese characters take two places of a column; a line takes some 15 points.
    wrapped = [
        (sheet.row_dimensions[cell.row].height or 15.0, 2 * len(cell.value) / width)
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
        and cell.alignment.wrap_text
        and not cell.value.isascii()
        and (width := sheet.column_dimensions[cell.column_letter].width)
        and 2 * len(cell.value) > 1.5 * width
    ]

    assert wrapped
    assert [(height, lines) for height, lines in wrapped if height < 15 * min(lines, 2)] == []


def test_the_pages_of_the_word_document_are_counted_by_a_field_that_every_program_knows(word: Any) -> None:
    foot = word.sections[-1].footer.paragraphs[0]._p.xml

    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]


def test_the_fonts_of_the_pdf_are_embedded_and_know_every_letter(printed: PdfReader) -> None:
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in printed.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    assert all("/FontFile3" in font for font in fonts)
    assert "南阳市" in printed.pages[0].extract_text()


def test_files_of_one_report_share_a_mark_and_another_report_has_another(
    sample: dict[str, Any], pack: Pack, book: Any, printed: PdfReader
) -> None:
    assert pack.mark in printed.pages[1].extract_text()
    assert pack.mark in book.worksheets[1].oddFooter.left.text
    assert content({**sample, "halted": 1}, NAMES).mark != pack.mark
    assert content({**sample, "generated_at": "2026-10-17T08:00:00+08:00"}, NAMES).mark == pack.mark


def test_the_quarter_before_is_compared_where_the_definition_is_the_same(sample: dict[str, Any]) -> None:
    def before(definition: str) -> list[str]:
        cell = {**sample["indicators"]["K-01"], "value": 60.0, "definition": definition}
        earlier = {**sample, "indicators": {"K-01": cell}}
        found = next(first_rows(content(sample, NAMES, earlier).parts[1].blocks))
        return [text(entry) for entry in found[3:5]]

    assert before("K-01.v1") == ["60.0%", "增6.7个百分点"]
    assert before("K-01.v0") == ["—", "—"]


def test_what_is_incomplete_is_said_on_the_cover_and_at_each_figure(sample: dict[str, Any]) -> None:
    made = content({**sample, "updating": True, "halted": 2}, NAMES)
    assert len(made.notices) == 2
    assert "更新中" in str(made.parts[-2].blocks[1])


@pytest.mark.rule("R-PRV-14")
def test_a_number_of_persons_that_is_not_shown_says_so_in_every_file(sample: dict[str, Any]) -> None:
    cell = {**sample["indicators"]["K-20"], "numerator": None, "value": None, "hidden": "below"}
    cell |= {"parts": {"full": None, "probationary": 34}, "hidden_parts": {"full": "protect"}}
    union = {**sample["departments"]["union"], "figures": {"R-JM-27": None}, "hidden": {"R-JM-27": "below"}}
    changed = {"indicators": {**sample["indicators"], "K-20": cell}, "departments": {"union": union}}
    made = content({**sample, **changed}, NAMES)

    rows = {text(row[0]): row for one in tables(made) for row in one.rows}
    assert [text(entry) for entry in rows["党员数（人）"][1:3]] == ["<5", "正式 —*、预备 34"]
    assert text(rows["优秀职工推优入党数（人）"][1]) == "<5"
    book = openpyxl.load_workbook(io.BytesIO(KINDS["xlsx"].make(made)))
    assert next(row for row in words_of(book) if row[0] == "党员数（人）")[1] == "<5"
    assert view.NOTE in str(made.parts[-2].blocks)
    assert view.NOTE not in str(content(sample, NAMES).parts)


def test_what_looks_like_a_formula_or_markup_stays_words(sample: dict[str, Any]) -> None:
    hostile = "=1+1 #set page(width: 1cm) $x$ <b>"
    rows = [{**sample["resolutions"][0], "text": hostile}]
    made = content({**sample, "resolutions": rows}, NAMES)
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(KINDS["pdf"].make(made))).pages)
    assert squeezed(hostile) in squeezed(said)
    book = openpyxl.load_workbook(io.BytesIO(KINDS["xlsx"].make(made)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_files_have_chinese_names() -> None:
    assert file_name("南阳市", "2026Q3", "pdf") == "非公企业党建联席会议报告_南阳市_2026年第3季度.pdf"
