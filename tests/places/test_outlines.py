"""Outlines as people write them: read, closed, and refused with the reason."""

import pytest

from app.places.outlines import (
    MAX_PLACE_M2,
    OutlineUnreadable,
    is_near,
    problem_with_outline,
    read_outline,
    write_outline,
)

SQUARE = [[16.09, 61.82], [16.10, 61.82], [16.10, 61.83], [16.09, 61.83], [16.09, 61.82]]


@pytest.mark.parametrize(
    "line",
    [
        "61.8269, 16.0971",
        "61.8269,16.0971",
        "61.8269 16.0971",
        "61,8269 16,0971",
        "61,8269; 16,0971",
        "61,8269, 16,0971",
        "  61.8269;16.0971  ",
    ],
)
def test_a_position_is_read_as_maps_write_it(line):
    ring = read_outline(f"{line}\n61.9, 16.1\n61.8, 16.2")

    assert ring[0] == [16.0971, 61.8269]


def test_a_geojson_polygon_is_read_in_each_of_its_wrappings():
    polygon = f'{{"type": "Polygon", "coordinates": [{SQUARE}]}}'
    feature = f'{{"type": "Feature", "geometry": {polygon}}}'

    for text in (polygon, feature, f'{{"type": "FeatureCollection", "features": [{feature}]}}'):
        assert read_outline(text) == SQUARE


def test_what_is_written_is_read_again_as_it_was():
    assert read_outline(write_outline(SQUARE)) == SQUARE


def test_nothing_is_no_outline():
    assert read_outline("  \n ") is None
    assert write_outline(None) == ""


def test_the_line_that_stops_the_reading_is_named():
    with pytest.raises(OutlineUnreadable) as refused:
        read_outline("61.8, 16.0\n\nhär\n61.9, 16.1")

    assert refused.value.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"type": "Point"}',
        '{"coordinates": [["a"]]}',
        "[[1]]",
        f"[[{'9' * 400}, 1], [2, 3], [4, 5]]",
    ],
)
def test_what_is_no_polygon_is_refused_as_a_whole(text):
    with pytest.raises(OutlineUnreadable) as refused:
        read_outline(text)

    assert refused.value.line == 0


@pytest.mark.parametrize(
    ("ring", "problem"),
    [
        (SQUARE, None),
        (SQUARE[:2], "outline_too_few_corners"),
        ([[16 + n / 1000, 61 + n % 7 / 100] for n in range(501)], "outline_too_many_corners"),
        ([[16.09, 61.82], [16.10, 91.0], [16.10, 61.83]], "outline_not_on_earth"),
        (
            [[16.09, 61.82], [16.10, 61.83], [16.10, 61.82], [16.09, 61.83]],
            "outline_crosses_itself",
        ),
        ([[16.09, 61.82], [16.09001, 61.82], [16.09, 61.82001]], "outline_too_small"),
        ([[16.0, 61.7], [16.3, 61.7], [16.3, 61.9]], "outline_too_large"),
    ],
)
def test_an_outline_that_cannot_be_one_says_why(ring, problem):
    assert problem_with_outline(ring, MAX_PLACE_M2) == problem


def test_near_is_inside_or_within_the_margin_of_the_edge():
    outside = (16.105, 61.825)  # 265 m east of the square

    assert is_near(16.095, 61.825, SQUARE, 0)
    assert not is_near(*outside, SQUARE, 200)
    assert is_near(*outside, SQUARE, 300)
