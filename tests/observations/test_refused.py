"""The file of refused rows: as they came, with the reason, and safe to open in a spreadsheet."""

import csv
import io

from app.observations.judging import RefusedRow
from app.observations.refused import RefusedFile
from app.observations.tables import read_table


def read_back(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_rows_stand_as_they_came_with_number_and_reason(tmp_path):
    table = read_table(io.BytesIO("När;X;Vad\n".encode()))
    path = tmp_path / "refused.csv"
    with RefusedFile(path, table) as refused:
        refused.add([RefusedRow(2, ["i går", "-89.942", "Bråk"], "time_unreadable")])
        refused.add([RefusedRow(9, ["2026-11-10"], "unknown_category", "=cmd")])
    assert refused.count == 2
    assert read_back(path) == [
        ["När", "X", "Vad", "row", "reason"],
        ["i går", "-89.942", "Bråk", "2", "the time can't be read"],
        ["2026-11-10", "", "", "9", "the category is not known in the area: =cmd"],
    ]


def test_no_cell_is_a_formula_but_numbers_stay(tmp_path):
    table = read_table(io.BytesIO(b"a;b;c\n"))
    path = tmp_path / "refused.csv"
    with RefusedFile(path, table) as refused:
        cells = ["=HYPERLINK(1)", "@SUM(A1)", "-12,5", "-1+cmd|'/c'!A0", "+46"]
        refused.add([RefusedRow(2, cells, "too_many_cells")])
    assert read_back(path)[1][:5] == [
        "'=HYPERLINK(1)",
        "'@SUM(A1)",
        "-12,5",
        "'-1+cmd|'/c'!A0",
        "+46",
    ]


def test_without_refused_rows_there_is_no_file(tmp_path):
    table = read_table(io.BytesIO(b"a;b\n"))
    with RefusedFile(tmp_path / "refused.csv", table) as refused:
        refused.add([])
    assert list(tmp_path.iterdir()) == []


def test_no_cell_is_a_formula_where_the_file_is_parted_otherwise(tmp_path):
    """Swedish Excel parts at semicolons, English at commas, whatever the file was written with."""
    table = read_table(io.BytesIO(b"a,b;c\n"))
    path = tmp_path / "refused.csv"
    attack = "=1+cmd|'/C calc'!A0"
    with RefusedFile(path, table) as refused:
        cells = [f"x;{attack}", f"y\n{attack}", f"z\t{attack}"]
        refused.add([RefusedRow(2, cells, "unknown_category", f"x;{attack}")])
    text = path.read_text("utf-8-sig")
    for delimiter in ";,\t|":
        parted = [line.split(delimiter) for line in text.splitlines()]
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in parted for cell in row)
