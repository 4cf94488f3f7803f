"""Trades by section and division, as GB/T 4754 numbers them (R-IND-08)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("industries.yaml")


def industries(sections: Mapping[str, Any]) -> Mapping[str, str]:
    """Return name by code: a letter for a section, letter and two digits for a division."""
    named: dict[str, str] = {}
    for letter, section in sections.items():
        named[letter] = section["name"]
        named |= {letter + number: name for number, name in section.get("divisions", {}).items()}
    return named


INDUSTRIES = industries(yaml.safe_load(FILE.read_text(encoding="utf-8")))
