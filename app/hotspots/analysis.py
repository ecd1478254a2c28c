"""The numbers behind a list, for who wants to compute them again: exact, unrounded by words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from app.hotspots.answers import HotspotList
from app.hotspots.results import PlaceResult

SIGNIFICANT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Prior:
    """The Gamma prior of the ratios: mean m = a / b. None for a and b where the places differ no more than chance."""

    m: float
    v: float
    a: float | None
    b: float | None


@dataclass(frozen=True, slots=True)
class AnalystLayer:
    """A list's numbers: what it was compared with, how it was drawn together, its settings and its data's version."""

    prior: Prior | None
    tested: int  # places whose p entered Benjamini and Hochberg
    known: int  # places by presence class
    thin: int
    unknown: int
    reference: int  # places whose expected counts made the prior
    basis: str
    parameters: tuple[tuple[str, str], ...]  # name with its group, value
    data_version: str
    places: tuple[PlaceResult, ...]


def analyse(answer: HotspotList, shown: Sequence[PlaceResult]) -> AnalystLayer:
    """The layer of the whole list, with the lines of the places that are shown."""
    places = answer.result.places
    classes = [place.presence_class.value for place in places]
    return AnalystLayer(
        prior=_prior(answer),
        tested=sum(place.q is not None for place in places),
        known=classes.count("known"),
        thin=classes.count("thin"),
        unknown=classes.count("unknown"),
        reference=sum(place.expected > 0 for place in places),
        basis=answer.result.notes.basis.value,
        parameters=tuple(_flat(asdict(answer.parameters))),
        data_version=answer.data_version,
        places=tuple(shown),
    )


def _prior(answer: HotspotList) -> Prior | None:
    given = answer.result.prior
    if given is None or not isfinite(given.m):
        return None
    a, b = (value if isfinite(value) else None for value in (given.a, given.b))
    return Prior(given.m, given.v, a, b)


def _flat(values: Mapping[str, Any], group: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{group}{name}.")
        else:
            yield f"{group}{name}", say_exactly(value)


def say_exactly(value: float | str | None) -> str:
    """A number with six significant digits, as programs read it: `0.0143879`, `2.1e-07`."""
    if value is None:
        return "–"
    return f"{value:.{SIGNIFICANT_DIGITS}g}" if isinstance(value, float) else str(value)
