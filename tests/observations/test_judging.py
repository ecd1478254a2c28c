"""Each row of a table is taken as a report, or refused with the reason."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from shapely import box

from app.core.clock import to_ms
from app.core.geometry import cells, project
from app.observations.columns import ColumnMap
from app.observations.judging import CHUNK_ROWS, REASONS, Ground, judge_rows
from app.observations.tables import TableUnreadable, read_table

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
COLUMNS = {"time": "När", "lon": "X", "lat": "Y", "category": "Vad"}
STATION = (16.09712, 61.826855)


def make_ground(**changes):
    (west, east), (south, north) = project([16.0, 16.2], [61.8, 61.9])
    fields = {
        "zone": ZoneInfo("Europe/Stockholm"),
        "epsg": 3006,
        "reach": box(west, south, east, north),
        "categories": {"brak": "brak", "bråk": "brak", "fight/disturbance": "brak"},
        "now_ms": to_ms(NOW),
    }
    return Ground(**(fields | changes))


def judge(content, columns=None, ground=None, **options):
    table = read_table(io.BytesIO(content.encode()))
    mapping = ColumnMap(columns=columns or COLUMNS, source="test", **options)
    chunks = list(judge_rows(table, mapping, ground or make_ground()))
    return [row for c in chunks for row in c.good], [row for c in chunks for row in c.refused]


def one(row, header="När;X;Y;Vad", **options):
    good, refused = judge(f"{header}\n{row}\n", **options)
    assert len(good) + len(refused) == 1
    return good[0] if good else refused[0].reason


GOOD = "2026-11-10 22:15;16,09712;61,826855;Bråk"


def test_a_good_row_has_its_code_instant_and_square():
    row = one(GOOD)
    assert row.category == "brak"
    assert row.from_ms == row.to_ms == to_ms(datetime(2026, 11, 10, 21, 15, tzinfo=UTC))
    assert (row.lon, row.lat) == STATION
    assert [(row.ix, row.iy)] == cells([row.lon], [row.lat])


@pytest.mark.parametrize("word", ["brak", "BRAK", "Bråk", " bråk ", "Fight/disturbance"])
def test_a_category_is_known_by_its_code_and_both_names(word):
    assert one(GOOD.replace("Bråk", word)).category == "brak"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";16,1;61,82;Bråk", "no_time"),
        ("igår;16,1;61,82;Bråk", "time_unreadable"),
        ("2026-11-22 20:00;16,1;61,82;Bråk", "time_in_future"),
        ("1969-12-30 20:00;16,1;61,82;Bråk", "time_too_old"),
        ("2026-11-10 22:15;;61,82;Bråk", "no_position"),
        ("2026-11-10 22:15;0;0;Bråk", "no_position"),
        ("2026-11-10 22:15;öster;61,82;Bråk", "position_unreadable"),
        ("2026-11-10 22:15;161;161,82;Bråk", "not_on_earth"),
        ("2026-11-10 22:15;61,82;16,1;Bråk", "outside_area"),
        ("2026-11-10 22:15;16,1;61,82;", "no_category"),
        ("2026-11-10 22:15;16,1;61,82;Stök", "unknown_category"),
        ("2026-11-10 22:15;16,1;61,82;Bråk;mer", "too_many_cells"),
        ("2026-11-10 22:15;16,1", "no_category"),
    ],
)
def test_a_row_that_cant_be_taken_says_why(row, reason):
    assert one(row) == reason
    assert reason in REASONS


def test_empty_cells_behind_the_last_column_are_nothing():
    assert one(f"{GOOD};;").category == "brak"


def test_words_are_mapped_and_what_is_not_known_gets_the_default():
    row = GOOD.replace("Bråk", "Slagsmål")
    assert one(row, categories={"slagsmål": "brak"}).category == "brak"
    assert one(row, default_category="brak").category == "brak"
    assert one(GOOD.replace("Bråk", ""), default_category="brak").category == "brak"


@pytest.mark.parametrize(
    ("until", "outcome"),
    [
        ("2026-11-11 07:00", 525 * 60_000),
        ("", 0),
        ("2026-11-10 20:00", "span_reversed"),
        ("2028-01-01 00:00", "span_too_long"),
        ("sen", "time_unreadable"),
    ],
)
def test_a_time_may_be_a_span(until, outcome):
    columns = COLUMNS | {"time_to": "Till"}
    row = one(f"{GOOD};{until}", "När;X;Y;Vad;Till", columns=columns)
    assert (row if isinstance(row, str) else row.to_ms - row.from_ms) == outcome


def test_date_and_time_of_day_may_stand_in_two_columns():
    columns = COLUMNS | {"time": "Datum+Tid"}
    row = one("2026-11-10;22.15;16,1;61,82;Bråk", "Datum;Tid;X;Y;Vad", columns=columns)
    assert row.from_ms == to_ms(datetime(2026, 11, 10, 21, 15, tzinfo=UTC))


def test_metres_of_the_area_are_as_good_as_degrees():
    (east,), (north,) = project([STATION[0]], [STATION[1]])
    columns = {"time": "När", "east": "E", "north": "N", "category": "Vad"}
    row = one(f"2026-11-10;{east:.2f};{north:.2f};brak", "När;E;N;Vad", columns=columns)
    assert (row.lon, row.lat) == pytest.approx(STATION, abs=1e-6)
    assert [(row.ix, row.iy)] == cells(*[[value] for value in STATION])


def test_an_area_without_an_outline_takes_every_position():
    assert one(GOOD.replace("16,09712", "12,5"), ground=make_ground(reach=None)).lon == 12.5


def test_the_id_column_gives_the_id_and_a_second_row_with_it_is_refused():
    columns = COLUMNS | {"id": "Nr"}
    rows = f"När;X;Y;Vad;Nr\n{GOOD};7\n{GOOD};8\n{GOOD};7\n{GOOD};\n{GOOD};{'x' * 201}\n"
    good, refused = judge(rows, columns)
    assert [row.external_id for row in good] == ["7", "8"]
    assert [(row.number, row.reason) for row in refused] == [
        (4, "repeated_id"),
        (5, "no_id"),
        (6, "id_unusable"),
    ]


def test_equal_rows_without_an_id_are_two_reports_and_the_same_two_again():
    content = f"När;X;Y;Vad\n{GOOD}\n{GOOD.replace('Bråk', 'Stök')}\n{GOOD}\n"
    first, _ = judge(content)
    again, _ = judge(content)
    later, _ = judge(content, categories={"stök": "brak"})
    assert len({row.external_id for row in first}) == 2
    assert first == again
    assert {row.external_id for row in first} < {row.external_id for row in later}


def test_rows_keep_their_numbers_over_chunks():
    count = CHUNK_ROWS + 5
    rows = "\n".join(GOOD if n % 2 else GOOD.replace("Bråk", "Stök") for n in range(count))
    good, refused = judge(f"När;X;Y;Vad\n{rows}\n")
    assert len(good) + len(refused) == count
    assert [row.number for row in refused] == list(range(2, count + 2, 2))
    assert {row.word for row in refused} == {"Stök"}


@pytest.mark.parametrize(
    ("columns", "reason", "detail"),
    [
        ({"time": "När", "lon": "X", "lat": "Z", "category": "Vad"}, "no_such_column", "Z"),
        ({"lon": "X", "lat": "Y", "category": "Vad"}, "not_mapped", "time"),
        ({"time": "När", "lon": "X", "category": "Vad"}, "not_mapped", "lon, lat"),
        ({"time": "När", "lon": "X", "lat": "Y"}, "not_mapped", "category"),
        (COLUMNS | {"weight": "X"}, "no_such_field", "weight"),
    ],
)
def test_a_mapping_that_does_not_fit_the_table_says_what_is_missing(columns, reason, detail):
    with pytest.raises(TableUnreadable) as refused:
        judge(f"När;X;Y;Vad\n{GOOD}\n", columns)
    assert (refused.value.reason, refused.value.detail) == (reason, detail)


def test_columns_are_found_without_case():
    columns = {"time": "NÄR", "lon": "x", "lat": "y", "category": "vad"}
    assert one(GOOD, columns=columns).category == "brak"
