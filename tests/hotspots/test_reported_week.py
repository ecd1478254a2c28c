"""The week of others' reports as a strip: what is drawn, and which hours are named."""

from app.hotspots.drawing import draw_counts, fullest_slots

EMPTY = [0.0] * 42


def with_counts(counts: dict[int, float]) -> list[float]:
    return [counts.get(slot, 0.0) for slot in range(42)]


def test_a_single_report_is_no_peak():
    levels = [cell.level for cell in draw_counts(with_counts({3: 1.0, 4: 0.4}))]
    assert (levels[3], levels[4], set(levels) - {1}) == (1, 1, {0})


def test_levels_are_fifths_of_the_highest():
    drawn = draw_counts(with_counts({0: 20.0, 1: 10.0, 41: 4.0}))
    assert [drawn[slot].level for slot in (0, 1, 2, 41)] == [5, 3, 0, 1]
    assert (drawn[41].x, drawn[41].y) == (6 * 14, 5 * 14)
    assert not any(cell.is_glimpse for cell in drawn)


def test_hours_are_named_with_two_reports_or_parts_that_make_two():
    thirds = 6 * (1 / 3)
    assert fullest_slots(with_counts({5: thirds - 1e-12, 6: 1.9, 7: 4.0, 8: 2.0})) == [7, 5, 8]
    assert fullest_slots(EMPTY) == []
