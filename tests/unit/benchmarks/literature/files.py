"""Small files of each published format, written by hand; routes below are known to be right for them."""

from __future__ import annotations

from pathlib import Path

DARP = """\
2 2 200 3 40
0 0 0 0 0 0 200
1 10 0 2 1 0 200
2 20 0 2 1 20 60
3 30 0 2 -1 30 90
4 10 10 2 -1 0 200
5 0 0 0 0 0 200
"""

EADARP = """\
1 2 1 1 1 1 300
1 10 0 2 1 0 300
2 20 0 2 1 20 60
3 30 0 2 -1 30 90
4 10 10 2 -1 0 300
5 0 0 0 0 0 300
6 0 0 0 0 0 300
7 0 0 0 0 0 300
8 0 0 0 0 0 300
9 5 0 0 0 0 300
5
6
7
8
9
40 40
3
10
10
0.1
0.1
1 2 3
"""

EVRPTW = """\
StringID Type x y demand ReadyTime DueDate ServiceTime
D0 d 0 0 0 0 300 0
S1 f 20 0 0 0 300 0
C1 c 30 0 5 0 200 5
C2 c 40 0 5 0 250 5

Q Vehicle fuel tank capacity /60/
C Vehicle load capacity /10/
r fuel consumption rate /1.0/
g inverse refueling rate /0.5/
v average Velocity /1.0/
"""

PDPTW = """\
3 10 1
0 0 0 0 0 300 0 0 0
1 10 0 4 0 100 5 0 3
2 20 0 4 0 100 5 0 4
3 30 0 -4 0 200 5 1 0
4 40 0 -4 0 200 5 2 0
"""

TEXTS = {"darp": DARP, "eadarp": EADARP, "evrptw": EVRPTW, "pdptw": PDPTW}

RIGHT = {
    "darp": [["1", "2", "3", "4"]],
    "eadarp": [["1", "2", "3", "4"]],
    "evrptw": [["C1", "C2", "S1"]],
    "pdptw": [["1", "2", "3", "4"]],
}


def written(folder: Path, format: str, text: str | None = None) -> Path:
    """Write a file of a format."""
    path = folder / f"{format}.txt"
    path.write_text(TEXTS[format] if text is None else text, encoding="utf-8")
    return path
