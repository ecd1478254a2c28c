"""Gi* on real robberies, held against reference values that esda agrees with to 4e-15."""

from __future__ import annotations

import numpy as np
import pytest

from app.hotspots.getis_ord import gi_star
from app.hotspots.units import place_window, square_window
from tests.hotspots.test_imports_alone import memphis, rows_of


def test_memphis_equals_its_reference() -> None:
    found, ix, iy = memphis()
    statistic = gi_star(found.own, square_window(ix, iy))
    at = {square: unit for unit, square in enumerate(zip(ix.tolist(), iy.tolist(), strict=True))}
    reference = rows_of("ref_gistar_memphis_500m_top50.csv")
    unit = np.array([at[int(row["ix"]), int(row["iy"])] for row in reference])

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in reference])

    assert found.own[unit].tolist() == column("n").tolist()
    assert statistic.around[unit].tolist() == column("nbsum").tolist()
    assert statistic.z[unit] == pytest.approx(column("z"), rel=1e-6)
    assert statistic.p[unit] == pytest.approx(column("p_two"), rel=1e-6)
    assert statistic.q[unit] == pytest.approx(column("q_bh_two"), rel=1e-6)
    assert set(np.argsort(-statistic.z, kind="stable")[:40].tolist()) <= set(unit.tolist())


def test_equal_counts_say_nothing() -> None:
    ix, iy = np.divmod(np.arange(9), 3)
    same = gi_star(np.full(9, 4), square_window(ix, iy))
    assert same.z.tolist() == [0.0] * 9
    assert same.p.tolist() == [1.0] * 9


@pytest.mark.parametrize("size", [0, 1])
def test_a_map_of_next_to_nothing_has_an_answer(size: int) -> None:
    assert gi_star(np.ones(size), place_window(size)).z.tolist() == [0.0] * size
