"""Files as other systems write them, read as tables; what is no table is refused in words."""

import io

import pytest

from app.observations.tables import MAX_COLUMNS, MAX_ROW, TableUnreadable, read_table


def table_of(content: str | bytes, encoding: str = "utf-8"):
    data = content.encode(encoding) if isinstance(content, str) else content
    return read_table(io.BytesIO(data))


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("a;b\n1,5;2\n", ";"),
        ("a,b\n1.5,2\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ('"Ort, gata";b\n1;2\n', ";"),
        ("alone\n1\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_parts_the_header(content, delimiter):
    assert table_of(content).delimiter == delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_swedish_letters_arrive_in_any_usual_encoding(encoding):
    table = table_of("plats;när\nÅkern – öst;idag\n".replace("–", "-"), encoding)
    assert table.header == ("plats", "när")
    assert list(table.rows()) == [(2, ["Åkern - öst", "idag"])]


@pytest.mark.slow
def test_a_letter_outside_the_first_block_still_makes_the_file_windows_1252():
    filler = "x;y\n" * 600_000
    table = table_of(("a;b\n" + filler).encode() + "é;ö\n".encode("cp1252"))
    assert table.encoding == "cp1252"
    assert list(table.rows())[-1] == (600_002, ["é", "ö"])


def test_rows_are_counted_as_a_spreadsheet_does_and_empty_ones_are_none():
    table = table_of('a;b\n1;2\n\n;\n"over\ntwo lines";4\n')
    assert list(table.rows()) == [(2, ["1", "2"]), (5, ["over\ntwo lines", "4"])]


def test_a_table_can_be_read_again_and_the_file_stays_open():
    table = table_of("a;b\n1;2\n")
    assert list(table.rows()) == list(table.rows())
    assert table.read_bytes() == table.size_bytes
    assert not table.file.closed


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no_header"),
        (";;\n1;2;3\n", "no_header"),
        ("a;a\n1;2\n", "column_named_twice"),
        (";".join(f"c{n}" for n in range(MAX_COLUMNS + 1)) + "\n", "too_many_columns"),
    ],
)
def test_a_file_without_a_usable_header_is_refused(content, reason):
    with pytest.raises(TableUnreadable) as refused:
        table_of(content)
    assert refused.value.reason == reason


@pytest.mark.parametrize("rest", ['"never closed;2\n3;4\n', f'"{"x" * 200_000}";2\n'])
def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(rest):
    table = table_of(f"a;b\n1;2\n{rest}")
    with pytest.raises(TableUnreadable) as refused:
        list(table.rows())
    assert refused.value.reason == "quotes_or_cell"
    assert refused.value.row == 3


def test_sizes_are_bounded(monkeypatch):
    with pytest.raises(TableUnreadable, match="too large"):
        read_table(io.BytesIO(b"a;b\n1;2\n"), max_bytes=4)
    monkeypatch.setattr("app.observations.tables.MAX_ROWS", 1)
    with pytest.raises(TableUnreadable, match="too many rows"):
        list(table_of("a;b\n1;2\n3;4\n").rows())


@pytest.mark.parametrize(
    "row", ["," * (MAX_ROW + 1), '"\n",' * (MAX_ROW // 4 + 1)], ids=["line", "lines"]
)
def test_a_row_without_end_is_never_a_list_of_cells(row):
    with pytest.raises(TableUnreadable) as refused:
        table_of(row)
    assert refused.value.reason == "quotes_or_cell"
    table = table_of("a,b\n1,2\n" + row)
    rows = table.rows()
    assert next(rows) == (2, ["1", "2"])
    with pytest.raises(TableUnreadable) as refused:
        next(rows)
    assert (refused.value.reason, refused.value.row) == ("quotes_or_cell", 3)


def test_many_rows_that_are_short_are_fine():
    rows = MAX_ROW // 10
    table = table_of("a,b\n" + f"{'x' * 20},2\n" * rows)
    assert sum(1 for _ in table.rows()) == rows
