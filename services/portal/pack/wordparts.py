"""What Word knows and python-docx has no name for: Chinese fonts, fields, heads that are repeated, shades."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

# What every office has; the Latin letters and digits beside them.
SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
RED, BLACK = RGBColor(0xB3, 0x26, 0x1E), RGBColor(0, 0, 0)
HEAD_SHADE = "F4F0EE"
GRID = "Table Grid"
BLACK_RUN = "Lianxi Hei"


def dress(document: Document) -> None:
    """Give the styles of *document* Chinese fonts."""
    normal: Any = document.styles["Normal"]
    _fonts(normal, SONG)
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for level, size in ((1, 15), (2, 11)):
        heading: Any = document.styles[f"Heading {level}"]
        _fonts(heading, HEI)
        heading.font.size, heading.font.bold, heading.font.color.rgb = Pt(size), False, BLACK
        # What Word keeps beside it for runs of text would look different.
        heading.element.remove(heading.element.find(qn("w:link")))
        heading.paragraph_format.space_before = Pt(20 - 5 * level)
        heading.paragraph_format.space_after = Pt(6)
    _fonts(document.styles.add_style(BLACK_RUN, WD_STYLE_TYPE.CHARACTER), HEI)
    grid: Any = document.styles[GRID]
    grid.paragraph_format.space_before = grid.paragraph_format.space_after = Pt(2)


def _fonts(style: Any, name: str) -> None:
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)


def field(line: Paragraph, code: str) -> None:
    """Append a field, which Word fills in, e.g. ``PAGE``."""
    made = OxmlElement("w:fldSimple")
    made.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    made.append(run)
    line._p.append(made)


def without_tabs(line: Paragraph) -> None:
    """Take the stops away that heads and feet have by their style."""
    style: Any = line.style
    style.paragraph_format.tab_stops.clear_all()


def repeat(row: _Row) -> None:
    """Let *row* stand at the top of every page of its table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """Keep the lines of *row* on one page."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def keep_together(rows: Sequence[_Row]) -> None:
    """Keep all *rows* on one page."""
    for row in rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def shade(cell: _Cell) -> None:
    """Shade a head."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:color"), "auto")
    shading.set(qn("w:fill"), HEAD_SHADE)
    properties = cell._tc.get_or_add_tcPr()
    # The order of the elements is fixed: the shade before the vertical alignment.
    properties.insert(len(properties) - 1, shading)


def describe(picture: InlineShape, words: str) -> None:
    """Say in words what a picture shows, for whoever does not see it."""
    picture._inline.docPr.set("descr", words)
