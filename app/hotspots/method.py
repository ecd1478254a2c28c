"""The whole method for places: rows in, the list out. One entry, `rank_places`; nothing is read or kept here.

Of squares: `grid_method.rank_squares`, by the same steps.
"""

from __future__ import annotations

import numpy as np

from app.hotspots.assessment import Assessment, Setting, assess_units
from app.hotspots.codes import Basis
from app.hotspots.history import History, gather_history
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.listing import Figures, list_places
from app.hotspots.parameters import HotspotParameters
from app.hotspots.profile import profile_units
from app.hotspots.results import DataQuestion, HotspotResult, Notes
from app.hotspots.units import UnitWindow, place_window

DEFAULT_PARAMETERS = HotspotParameters()


def rank_places(
    inputs: HotspotInputs, parameters: HotspotParameters = DEFAULT_PARAMETERS
) -> HotspotResult:
    """The places from worst to best for the time that was spent there.

    Counts, test, ratio and verdict are those of the period that is asked for. Two things look further back: the
    presence class, which wants an hour in the 90 days before the period's end (a place that nobody has been at for a
    quarter is unknown, however well it was known before), and the trend, which is against the period before. The same
    rows give the same result, in whatever order they come.
    """
    history, question = gather_history(inputs, parameters), inputs.question
    setting = make_setting(inputs, history, place_window(len(inputs.places.place_id)), parameters)
    assessment = assess_units(setting, parameters)
    figures = make_figures(history, assessment, question, parameters)
    return HotspotResult(
        question,
        parameters,
        list_places(inputs, figures, parameters),
        make_notes(inputs, history, assessment, parameters),
        prior=assessment.prior,
    )


def make_figures(
    history: History, assessment: Assessment, question: Question, parameters: HotspotParameters
) -> Figures:
    """What the list is written from."""
    seen = history.observations
    asked = seen.where(history.is_asked(seen, question))
    profiles = profile_units(
        asked.where(asked.at_ms >= question.from_ms),
        history.presence.where(history.presence.start_ms >= question.from_ms),
        assessment.ratio,
        parameters.profile,
    )
    return Figures(history, asked, assessment, profiles)


def make_setting(
    inputs: HotspotInputs, history: History, window: UnitWindow, parameters: HotspotParameters
) -> Setting:
    """What the counts of the period that is asked for are judged against."""
    question = inputs.question
    basis = history.reports if history.basis is Basis.REPORTS_ALONE else history.observations
    now = basis.where(basis.at_ms >= question.from_ms)
    recent = history.presence.start_ms >= question.presence_since_ms(parameters)
    return Setting(
        observations=now,
        asked=history.is_asked(now, question),
        presence=history.presence.where(history.presence.start_ms >= question.from_ms),
        recent_hours=history.presence.where(recent).hours_by_unit(window.size),
        window=window,
        to_ms=question.to_ms,
        missing=_is_missing(history, question, parameters),
        exposure_free=history.basis is not Basis.PRESENCE,
    )


def _without_presence(history: History, question: Question) -> float:
    now = history.observations.at_ms >= question.from_ms
    return float(history.unvisited[now].mean()) if now.any() else 0.0


def _is_missing(history: History, question: Question, parameters: HotspotParameters) -> bool:
    shares = (_without_presence(history, question), history.patrols_without_presence or 0.0)
    return max(shares) > parameters.verdicts.missing_share


def make_notes(
    inputs: HotspotInputs, history: History, assessment: Assessment, parameters: HotspotParameters
) -> Notes:
    """What a reader should know about the whole list."""
    question, rules = inputs.question, parameters.verdicts
    asked = history.observations.where(history.is_asked(history.observations, question))
    now = asked.where(asked.at_ms >= question.from_ms)
    q = assessment.evidence.q
    tested = int((~np.isnan(q)).sum())
    significant = float((q < rules.false_discovery).sum() / tested) if tested else 0.0
    found = history.unvisited & (history.observations.at_ms >= question.from_ms)
    questions = sorted(
        (inputs.observations.observation_id[row], inputs.places.place_id[unit])
        for row, unit in zip(
            history.observations.row[found].tolist(),
            history.observations.unit[found].tolist(),
            strict=True,
        )
    )
    return Notes(
        basis=history.basis,
        exposure_free=history.basis is not Basis.PRESENCE,
        observed=len(now.unit),
        logged=int(now.multiplicity.sum()),
        left_out=history.left_out,
        at_no_place=history.at_no_place,
        without_presence_share=_without_presence(history, question),
        patrols_without_presence_share=history.patrols_without_presence,
        patrol_time_known_share=history.time_known,
        presence_missing=_is_missing(history, question, parameters),
        presence_hours=float(assessment.footing.hours.sum()),
        places_differ=assessment.prior.v > 0,
        significant_share=significant,
        check_feed=tested >= rules.check_feed_units and significant > rules.check_feed_share,
        data_questions=tuple(DataQuestion(*question) for question in questions),
    )
