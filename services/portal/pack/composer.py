"""
A process of its own that typesets once: ``python -P composer.py TEMPLATE FORMAT PIXELS_PER_INCH <content >file``.

Typst keeps what it has reckoned, hundreds of megabytes after a few reports, and gives nothing back while it runs.
"""

import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

HERE = Path(__file__).parent
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


def main() -> None:
    """Write the file of a template in this folder, filled with the JSON from standard input."""
    template, kind, pixels_per_inch = sys.argv[1:]
    # The fonts that the package brings, and no others: a file looks the same wherever it is made.
    file = typst.compile(
        HERE / template,
        root=HERE,
        format="png" if kind == "png" else "pdf",
        ppi=float(pixels_per_inch),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        sys_inputs={"content": sys.stdin.buffer.read().decode()},
    )
    if not isinstance(file, bytes):
        raise TypeError("a picture is one page")
    sys.stdout.buffer.write(file)


if __name__ == "__main__":
    main()
