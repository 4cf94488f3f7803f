"""
Makes the demo's CSV files, the same bytes each time: ``python -m deploy.demo.making.generate [directory]``.

All people are invented, and so are all enterprises but the eight that the speech names; their numbers are
invented too. Credit codes are valid by GB 32100 and carry DEM, which no registration office gives out.
"""

import sys
from pathlib import Path

from deploy.demo.making import applicants, changing, departments, people, standing
from deploy.demo.making.admissions import admissions
from deploy.demo.making.life import life
from deploy.demo.making.margins import margins
from deploy.demo.making.oversight import oversight
from deploy.demo.making.sheets import INPUTS, Sheets
from deploy.demo.making.training import training
from deploy.demo.making.voting import case_meetings


def build(directory: Path) -> None:
    """Make all files in *directory* but the area tree, which is given."""
    sheets = Sheets()
    standing.enterprises(sheets)
    standing.members(sheets)
    standing.settings(sheets)
    people.posts(sheets)
    changing.firms_change(sheets)
    changing.settings_change(sheets)
    changing.people_change(sheets)
    departments.figures(sheets)
    departments.meeting(sheets)
    margins(sheets)
    people.probation(sheets)
    people.secretaries(sheets)
    people.personal(sheets)
    applicants.applicants(sheets)
    training(sheets)
    admissions(sheets)
    departments.recommendations(sheets)
    case_meetings(sheets)
    life(sheets)
    oversight(sheets)
    sheets.write(directory)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else INPUTS)
