"""The drawing of an area: north is up, distances are right, labels keep out of each other's way."""

import math

from app.places.sketch import LABEL_HEIGHT, LETTER_WIDTH, MARGIN, WIDTH, Spot, draw

OUTLINE = [[16.06, 61.81], [16.12, 61.81], [16.12, 61.84], [16.06, 61.84], [16.06, 61.81]]


def test_north_is_up_and_east_is_right():
    south_west, north_east = draw(OUTLINE, [Spot(16.07, 61.82), Spot(16.11, 61.83)]).marks

    assert south_west.x < north_east.x
    assert south_west.y > north_east.y


def test_all_of_the_area_is_inside_the_margins():
    drawing = draw(OUTLINE, [Spot(16.06, 61.81), Spot(16.12, 61.84)])

    for mark in drawing.marks:
        assert MARGIN - 1 <= mark.x <= WIDTH - MARGIN + 1
        assert MARGIN - 1 <= mark.y <= drawing.height - MARGIN + 1


def test_the_bar_is_as_long_as_it_says():
    west, east = (16.07, 61.825), (16.11, 61.825)
    drawing = draw(OUTLINE, [Spot(*west), Spot(*east)])
    metres = (east[0] - west[0]) * 111_320 * math.cos(math.radians(61.825))
    units = drawing.marks[1].x - drawing.marks[0].x

    assert math.isclose(drawing.bar / drawing.bar_m, units / metres, rel_tol=0.01)


def test_labels_never_cover_each_other_and_the_topmost_has_its_own():
    spots = [Spot(16.09 + n / 5000, 61.825, label=f"Plats {n}") for n in range(12)]
    marks = draw(OUTLINE, spots).marks
    shown = [mark for mark in marks if mark.is_labelled]

    assert marks[-1].is_labelled
    for one in shown:
        for other in shown:
            apart = len(one.label) * LETTER_WIDTH
            assert (
                one is other
                or abs(one.x - other.x) >= apart
                or abs(one.y - other.y) >= LABEL_HEIGHT
            )


def test_an_area_without_outline_or_places_is_drawn_too():
    assert draw(None, []).marks == ()
    assert draw(None, [Spot(16.09, 61.82, label="En")]).marks[0].x == WIDTH / 2


def test_a_focus_shows_the_ground_around_it():
    focus = Spot(16.09, 61.825, radius_m=60)
    drawing = draw(OUTLINE, [focus, Spot(16.12, 61.84)], focus=focus)

    assert drawing.marks[0].x == WIDTH / 2
    assert drawing.marks[0].r > 10
    assert drawing.marks[1].x > WIDTH


def test_numbers_of_squares_side_by_side_cover_neither_each_other_nor_another_mark():
    """Ten squares of 100 m in two rows, as the list of squares has them."""
    east, north = 100 / 111_320 / math.cos(math.radians(61.825)), 100 / 111_320
    spots = [
        Spot(16.09 + n % 5 * east, 61.825 + n // 5 * north, 50, label=str(n + 1)) for n in range(10)
    ]
    far = Spot(16.2, 61.9)
    drawing = draw(OUTLINE, [far, *spots], within=spots, reach_m=250)
    marks = [mark for mark in drawing.marks if mark.label]
    shown = [mark for mark in marks if mark.is_labelled]
    assert len(shown) == 10
    assert len({mark.label_at for mark in shown}) == 10
    for one in shown:
        x, foot = one.label_at
        half = len(one.label) * LETTER_WIDTH / 2
        for other in marks:
            if other is one:
                continue
            assert abs(other.x - x) >= half or not foot - 14 < other.y < foot + 3
            if other.is_labelled:
                apart = half + len(other.label) * LETTER_WIDTH / 2
                assert (
                    abs(other.label_at[0] - x) >= apart
                    or abs(other.label_at[1] - foot) >= LABEL_HEIGHT
                )


def test_where_there_is_no_room_a_number_is_left_out():
    spots = [Spot(16.09 + n / 100_000, 61.825, label=str(n)) for n in range(30)]
    marks = draw(OUTLINE, [*spots, Spot(16.2, 61.9, label="far")], within=spots).marks
    shown = [mark for mark in marks if mark.is_labelled]
    assert marks[29].is_labelled
    assert 1 <= len(shown) < 10
