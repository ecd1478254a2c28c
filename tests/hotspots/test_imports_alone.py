"""Without any presence: the exposure-free mode, held against reference values on real crime."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from app.hotspots.assessment import Assessment, Setting, assess_units
from app.hotspots.codes import Basis, Confidence, PresenceClass, Verdict
from app.hotspots.counts import Observations
from app.hotspots.method import rank_places
from app.hotspots.parameters import HotspotParameters
from app.hotspots.presence import Presence
from app.hotspots.units import square_window
from tests.hotspots.towns import FROM, HOUR, Report, by_place, seen_on, town

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
NOTHING = np.zeros(0, np.int64)
NOBODY = Presence(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, np.zeros(0))


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def memphis() -> tuple[Assessment, np.ndarray, np.ndarray]:
    """Robberies of 2019 on 500 m squares over their bounding box: assessment, ix, iy."""
    robberies = rows_of("memphis_robberies.csv")
    east, north = (
        np.array([float(row[axis]) for row in robberies]) for axis in ("x32615", "y32615")
    )
    ix, iy = np.floor(east / 500).astype(np.int64), np.floor(north / 500).astype(np.int64)
    columns, rows = np.arange(ix.min(), ix.max() + 1), np.arange(iy.min(), iy.max() + 1)
    all_ix, all_iy = (axis.ravel() for axis in np.meshgrid(columns, rows, indexing="ij"))
    unit = (ix - ix.min()) * len(rows) + iy - iy.min()
    zero, one = unit * 0, unit * 0 + 1
    setting = Setting(
        observations=Observations(unit, zero, zero, zero, zero, zero, one, zero),
        asked=one > 0,
        presence=NOBODY,
        recent_hours=np.zeros(len(all_ix)),
        window=square_window(all_ix, all_iy),
        to_ms=0,
        exposure_free=True,
    )
    return assess_units(setting, HotspotParameters()), all_ix, all_iy


def test_memphis_equals_its_reference() -> None:
    found, ix, iy = memphis()
    at = {square: unit for unit, square in enumerate(zip(ix.tolist(), iy.tolist(), strict=True))}
    reference = rows_of("ref_recommended_memphis_500m_top60.csv")
    unit = np.array([at[int(row["ix"]), int(row["iy"])] for row in reference])

    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in reference])

    assert found.own[unit].tolist() == column("n").tolist()
    assert found.evidence.observed[unit].tolist() == column("nb9").tolist()
    assert found.evidence.p[unit] == pytest.approx(column("p_3x3"), rel=1e-8)
    assert found.evidence.q[unit] == pytest.approx(column("q_3x3"), rel=1e-8)
    # The reference has the posterior as a count a square; here it is a ratio to the expected.
    each = found.own_expected[unit]
    assert found.ratio[unit] * each == pytest.approx(column("eb_mean"), rel=1e-8)
    assert found.ratio_low[unit] * each == pytest.approx(column("eb_lower5"), rel=1e-8)


def test_the_sixty_worst_of_memphis_are_the_sixty_of_the_reference() -> None:
    found, ix, iy = memphis()
    reference = rows_of("ref_recommended_memphis_500m_top60.csv")
    worst = np.argsort(-found.ratio, kind="stable")[:60]
    least = min(int(row["n"]) for row in reference)
    assert found.own[worst].min() == least
    assert {(int(row["ix"]), int(row["iy"])) for row in reference if int(row["n"]) > least} == {
        (int(ix[unit]), int(iy[unit])) for unit in worst if found.own[unit] > least
    }


def test_a_cluster_of_reports_is_possible_at_most_and_the_banner_says_why() -> None:
    reports = [Report(0, FROM + day * 24 * HOUR) for day in range(20)]
    result = rank_places(town(reports=reports, places=20))
    first = result.places[0]
    assert (result.notes.basis, result.notes.exposure_free) == (Basis.REPORTS_ALONE, True)
    assert (first.place, first.verdict) == (0, Verdict.POSSIBLE)
    assert (first.observed, first.reported_by_others) == (0, 20)
    assert first.rate_per_hour is None
    assert {row.presence_class for row in result.places} == {PresenceClass.UNKNOWN}
    assert {row.confidence for row in result.places} == {Confidence.LOW}
    assert Verdict.QUIET not in {row.verdict for row in result.places}


def test_observations_without_any_visit_go_before_reports() -> None:
    result = rank_places(town(seen=seen_on(1, range(6)), reports=[Report(0, FROM)] * 9))
    assert result.notes.basis is Basis.OBSERVATIONS_ALONE
    assert result.places[0].place == 1
    assert by_place(result)[1].expected == pytest.approx(2)
    assert by_place(result)[1].presence_hours == 0
