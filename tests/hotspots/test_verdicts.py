"""Each rule of the verdict, the presence class and the confidence, at its border."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.hotspots.codes import Confidence, PresenceClass, Verdict
from app.hotspots.parameters import VerdictRules
from app.hotspots.verdicts import (
    Evidence,
    Footing,
    adjust_benjamini_hochberg,
    classify_presence,
    decide_confidence,
    decide_verdicts,
)

RULES = VerdictRules()
CLEAR: dict[str, float] = {
    "observed": 10, "expected": 4.0, "own": 2, "days": 3, "reporters": 2,
    "p": 0.001, "q": 0.049, "lower": 1.5, "upper": 4.0,
}  # fmt: skip
STOOD: dict[str, float] = {"hours": 5.0, "recent_hours": 5.0, "reporters": 2, "dominated": False}


def judge(evidence: dict[str, float], **footing: float | bool) -> tuple[str, str, str]:
    """Presence class, verdict and confidence of one unit."""
    single = Evidence(**{name: np.array([value]) for name, value in (CLEAR | evidence).items()})
    flags = {name: bool(footing.pop(name, False)) for name in ("exposure_free", "missing")}
    stood = Footing(**{n: np.array([v]) for n, v in (STOOD | footing).items()}, **flags)
    presence = classify_presence(single.expected, stood, RULES)
    verdict = decide_verdicts(single, presence, stood, RULES)
    return (
        str(presence[0]),
        str(verdict[0]),
        str(decide_confidence(single, verdict, stood, RULES)[0]),
    )


def test_all_conditions_make_a_clear_hotspot() -> None:
    assert judge({})[1] == Verdict.CLEAR_HOTSPOT


@pytest.mark.parametrize(
    "short",
    [{"observed": 4, "expected": 1.9}, {"expected": 5.1}, {"own": 1}, {"days": 2}],
    ids=lambda short: next(iter(short)),
)
def test_without_one_of_them_it_is_possible(short: dict[str, float]) -> None:
    assert judge(short)[1:] == (Verdict.POSSIBLE, Confidence.LOW)


def test_a_small_p_with_three_observations_is_possible() -> None:
    assert judge({"q": 0.3, "p": 0.009, "observed": 3})[1] == Verdict.POSSIBLE
    assert judge({"q": 0.3, "p": 0.009, "observed": 2})[1] == Verdict.AS_EXPECTED
    assert judge({"q": 0.3, "p": 0.01, "observed": 3})[1] == Verdict.AS_EXPECTED


def test_quiet_wants_enough_expected() -> None:
    quiet = {"q": 1.0, "p": 1.0, "observed": 0, "upper": 0.5}
    assert judge(quiet | {"expected": 2.3})[1] == Verdict.QUIET
    assert judge(quiet | {"expected": 2.29})[1] == Verdict.AS_EXPECTED
    assert judge(quiet | {"expected": 2.3, "upper": 0.51})[1] == Verdict.AS_EXPECTED


@pytest.mark.parametrize(
    ("expected", "recent", "hours", "presence"),
    [
        (0.29, 5.0, 5.0, PresenceClass.UNKNOWN),
        (0.3, 5.0, 5.0, PresenceClass.THIN),
        (2.29, 5.0, 5.0, PresenceClass.THIN),
        (2.3, 5.0, 5.0, PresenceClass.KNOWN),
        (9.0, 0.99, 5.0, PresenceClass.UNKNOWN),
        (9.0, 1.0, 5.0, PresenceClass.KNOWN),
        (9.0, 9.0, 0.0, PresenceClass.UNKNOWN),
    ],
)
def test_presence_classes(
    expected: float, recent: float, hours: float, presence: PresenceClass
) -> None:
    assert judge({"expected": expected}, recent_hours=recent, hours=hours)[0] == presence


@given(st.integers(0, 50), st.floats(0, 60), st.floats(0, 1), st.floats(0, 1), st.floats(0, 3))
def test_what_is_unknown_is_never_hot_or_quiet(
    observed: int, expected: float, p: float, q: float, upper: float
) -> None:
    values = {"observed": observed, "expected": expected, "p": p, "q": q, "upper": upper}
    found = judge(values, recent_hours=0.5)
    assert found == (PresenceClass.UNKNOWN, Verdict.TOO_LITTLE_PRESENCE, Confidence.LOW)


def test_without_any_presence_a_cluster_is_possible_at_most() -> None:
    nobody = {"hours": 0.0, "recent_hours": 0.0, "reporters": 0, "exposure_free": True}
    assert judge({}, **nobody) == (PresenceClass.UNKNOWN, Verdict.POSSIBLE, Confidence.LOW)
    quiet = {"q": 1.0, "p": 1.0, "observed": 0, "upper": 0.1}
    assert judge(quiet, **nobody)[1:] == (Verdict.TOO_LITTLE_PRESENCE, Confidence.LOW)


@pytest.mark.parametrize(
    ("evidence", "footing", "confidence"),
    [
        ({}, {}, Confidence.HIGH),
        ({"lower": 1.49}, {}, Confidence.MEDIUM),
        ({"observed": 9}, {}, Confidence.MEDIUM),
        ({"expected": 2.29}, {}, Confidence.MEDIUM),
        ({"reporters": 1}, {}, Confidence.LOW),
        ({}, {"dominated": True}, Confidence.LOW),
        ({}, {"missing": True}, Confidence.MEDIUM),
        ({"lower": 1.49}, {"missing": True}, Confidence.LOW),
        ({"own": 1}, {}, Confidence.LOW),
    ],
)
def test_confidence(
    evidence: dict[str, float], footing: dict[str, bool], confidence: Confidence
) -> None:
    assert judge(evidence, **footing)[2] == confidence


def test_that_a_place_is_quiet_is_vouched_for_by_those_who_were_there() -> None:
    quiet = {"q": 1.0, "p": 1.0, "observed": 0, "upper": 0.4, "lower": 0.0, "reporters": 0}
    assert judge(quiet, reporters=2)[1:] == (Verdict.QUIET, Confidence.MEDIUM)
    assert judge(quiet, reporters=1)[1:] == (Verdict.QUIET, Confidence.LOW)


def test_that_a_place_is_hot_is_vouched_for_by_those_who_wrote() -> None:
    assert judge({"reporters": 1}, reporters=5)[1:] == (Verdict.CLEAR_HOTSPOT, Confidence.LOW)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.integers(0, 2**60))
def test_q_values_are_those_of_scipy_over_the_tested(p: list[float], mask: int) -> None:
    values = np.array(p)
    tested = np.array([mask >> at & 1 for at in range(len(p))], bool)
    q = adjust_benjamini_hochberg(values, tested)
    assert np.isnan(q[~tested]).all()
    if tested.any():
        oracle = stats.false_discovery_control(values[tested], method="bh")
        assert q[tested] == pytest.approx(oracle)


def test_rules_can_be_set() -> None:
    strict = replace(RULES, clear_days=4)
    single = Evidence(**{name: np.array([value]) for name, value in CLEAR.items()})
    stood = Footing(**{n: np.array([v]) for n, v in STOOD.items()})
    known = np.array(["known"])
    assert decide_verdicts(single, known, stood, strict)[0] == Verdict.POSSIBLE
