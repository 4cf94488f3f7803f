"""No identity or phone number reaches a log, wherever in a line it stands."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from shared.telemetry import Masking, mask_personal

ID, PHONE = "999999199001010011", "13800000000"
pytestmark = pytest.mark.rule("R-PRV-05")
PROGRAM = f"""
import logging, structlog
from shared import telemetry
telemetry.configure_logging("registry")
structlog.get_logger().info("refused", given={{"id_number": "{ID}", "more": [("{PHONE}", {PHONE})]}})
logging.getLogger("kombu").error("could not read %s", "{ID}")
try:
    raise ValueError("{PHONE} is no day")
except ValueError:
    logging.getLogger("amqp").exception("failed")
    structlog.get_logger().exception("failed")
"""


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (f"为{ID}办理", "为***办理"),
        (int(PHONE), "***"),
        ({"told": {"id": ID, "due": 3}}, {"told": {"id": "***", "due": 3}}),
        ([PHONE, [ID], (1, None, True)], ["***", ["***"], [1, None, True]]),
        ({PHONE: "called"}, {"***": "called"}),
        (ValueError(ID), "ValueError('***')"),
        (12345, 12345),
        ("9" * 20, "9" * 20),
    ],
)
def test_a_number_is_blanked_in_whatever_holds_it(value: Any, told: Any) -> None:
    assert mask_personal(None, "info", {"given": value}) == {"given": told}


def test_lines_of_libraries_are_blanked_with_their_arguments() -> None:
    record = logging.LogRecord("amqp", logging.ERROR, "", 1, "no %s, %s", (ID, 5), None)

    assert Masking("%(name)s %(message)s").format(record) == "amqp no ***, 5"


def test_a_process_writes_no_number_anywhere() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )

    assert ID not in done.stderr + done.stdout
    assert PHONE not in done.stderr + done.stdout
    [line] = [line for line in done.stderr.splitlines() if '"refused"' in line]
    assert json.loads(line)["given"] == {"id_number": "***", "more": [["***", "***"]]}
    assert done.stderr.count("***") >= 6
