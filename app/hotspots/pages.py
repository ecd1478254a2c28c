"""Hotspots at the desk: the list, one place down to its rows, and the list as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit, geopackage
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.desk_bundle import script_address
from app.core.errors import NotFound
from app.core.exports import Sheet, as_download, table_response
from app.core.formats import say_instant
from app.core.i18n import select_locale
from app.core.lists import PAGE_SIZE
from app.core.web import current_clock
from app.hotspots import (
    compare_pages,
    drawing,
    emerging_pages,
    funnel_pages,
    method_pages,
    service,
    words,
)
from app.hotspots.analysis import analyse, say_exactly
from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.around import is_little_expected, say_itself, tell_contrast
from app.hotspots.asking import (
    ALL_SQUARES,
    FOR_LIST,
    FOR_PLACE,
    Asked,
    ask_readable,
    choose_places,
    filters_of,
    plain,
    read_asked,
)
from app.hotspots.asking_again import asks_again
from app.hotspots.choices import category_names, read_choices
from app.hotspots.chosen import say_asked, say_chosen, say_left_out
from app.hotspots.codes import Basis
from app.hotspots.detail import PlaceDetail, place_detail, square_detail
from app.hotspots.explaining import checks_of, explain, explain_place_in_funnel
from app.hotspots.export import MEDIA_TYPE, stem_of, to_geojson, to_geopackage
from app.hotspots.funnel import Zone, make_funnel
from app.hotspots.funnel_drawing import draw_funnel
from app.hotspots.naming import say_name, url_of
from app.hotspots.ordering import say_order, say_published_order
from app.hotspots.picture import describe_picture, draw_places, scale_of
from app.hotspots.results import PlaceResult, is_ratio_said, leaves_out_one, why_no_rate
from app.hotspots.reviews import pages as review_pages
from app.hotspots.reviews.left import find_to_judge
from app.hotspots.reviews.service import load_standings
from app.hotspots.reviews.showing import describe_form, describe_standings, read_history
from app.hotspots.reviews.standing import Review, standings_of_rows
from app.hotspots.reviews.words import FILTERS
from app.hotspots.squares import read_square
from app.hotspots.table import about, own_table, published_table
from app.hotspots.web import ask_list
from app.places.areas import AreaView, find_area
from app.places.web import page_area, use_area

blueprint = Blueprint("hotspots", __name__, url_prefix="/hotspots")
blueprint.register_blueprint(funnel_pages.blueprint)
blueprint.register_blueprint(review_pages.blueprint)
blueprint.register_blueprint(compare_pages.blueprint)
blueprint.register_blueprint(emerging_pages.blueprint)
method_pages.add_to(blueprint)


@blueprint.record_once
def set_up_words(state: BlueprintSetupState) -> None:
    """Templates know the words for the method's codes."""
    state.app.jinja_env.filters.update(
        verdict=words.VERDICTS.__getitem__,
        certainty=words.say_certainty,
        presence_class=words.PRESENCE.__getitem__,
        basis=lambda basis: words.BASES[Basis(basis)],
        trend=words.say_trend,
        why_no_rate=why_no_rate,
        no_rate=words.NO_RATE.__getitem__,
        change=words.CHANGES.__getitem__,
        emerging=words.EMERGING.__getitem__,
        heat=words.HEATS.__getitem__,
        funnel_zone=lambda zone: words.FUNNEL_ZONES[Zone(zone)],
        entry_status=words.STATUSES.__getitem__,
        people_band=lambda band: words.PEOPLE_BANDS.get(band, band),
        slot=lambda slot: words.slot_name(slot, select_locale()),
        weekday=lambda day: words.day_name(day, select_locale()),
        block=words.block_name,
        backtest_order=words.ORDERS.__getitem__,
        percent_interval=lambda found, alone: words.say_percent(found, select_locale(), alone),
        times_interval=lambda found, alone: words.say_times(found, select_locale(), alone),
        exactly=say_exactly,
        small_number=lambda value: words.say_small(value, select_locale()),
        hotspot_name=say_name,
        is_ratio_said=is_ratio_said,
        leaves_out_one=leaves_out_one,
        no_ratio=words.say_no_ratio,
        say_left_out=say_left_out,
        is_little_expected=is_little_expected,
        itself=say_itself,
        contrast=lambda place: tell_contrast(place, select_locale()),
    )
    state.app.jinja_env.globals.update(hotspot_url=url_of)


@blueprint.get("")
@requires(service.READ, service.READ_SHARED)
@asks_again("list")
def index() -> ResponseReturnValue:
    """The list, worst first; for those who have none of their own, what others publish."""
    area = page_area(service.READ, service.READ_SHARED)
    if not current_actor().can(service.READ, area.id):
        return _render_published(area, ask_list(plain(area.id).query))
    asked, answer = ask_readable(area.id, lambda asked: ask_list(asked.query))
    if isinstance(answer, PublishedHotspots):
        return _render_published(area, answer)
    return _render_list(area, asked, answer)


def _render_published(area: AreaView, answer: HotspotList | PublishedHotspots) -> str:
    order = say_published_order(answer.query.by)
    return render_template("hotspots/published.html", area=area, answer=answer, order=order)


def _render_list(area: AreaView, asked: Asked, answer: HotspotList) -> str:
    standings = _load_standings(answer)
    places, page = answer.result.places, choose_places(asked, answer, standings)
    now = current_clock().now()
    choices = read_choices(area, answer, now)
    filters: dict[str, Any] = dict(filters_of(FOR_LIST if asked.is_grid else FOR_PLACE))
    return render_template(
        "hotspots/index.html",
        area=area,
        asked=asked,
        answer=answer,
        notes=answer.result.notes,
        page=page,
        top=drawing.top_of(places),
        peak=drawing.peak_of([place.profile for place in places]),
        draw=drawing,
        names=choices.names,
        chosen=say_chosen(asked, choices.names),
        made=now,
        reviews=describe_standings(answer, standings),
        to_judge=find_to_judge(places, standings),
        review_filters=list(FILTERS.items()),
        verdicts=list(words.SHOWN.items()),
        sorts=list(words.SORT_NAMES.items()),
        choices=choices,
        drawing=draw_places(area, answer, page.rows),
        scale_of=scale_of,
        picture_data=describe_picture(area, answer, page.rows, partial(url_of, **filters)),
        map_script=script_address("hotspots"),
        analysis=analyse(answer, page.rows),
        place_arguments=filters,
        most_squares=ALL_SQUARES,
        order=say_order(answer.query.by, asked.sort),
        has_visits=any(place.visits for place in places),
        visits=sum(place.visits for place in places),
    )


def _load_standings(answer: HotspotList) -> dict[str, Review]:
    """row -> the organisation's judgement that stands."""
    found = load_standings(db.session().connection(), current_actor(), answer.area.id)
    return standings_of_rows(answer.result.places, found)


@blueprint.get("/<uuid:place_id>")
@requires(service.READ, writes=True)
def show(place_id: UUID) -> ResponseReturnValue:
    """One place: why it is here, when it happens, and every row behind it. The reading is audited."""
    session, actor, now = db.session(), current_actor(), current_clock().now()
    asked = read_asked("")
    detail = place_detail(session.connection(), actor, str(place_id), asked.query, now)
    area = use_area(find_area(session, actor, service.READ, detail.hotspots.area.id))
    return _render_place(area, asked, detail)


@blueprint.get("/squares/<square_id>")
@requires(service.READ, writes=True)
def show_square(square_id: str) -> ResponseReturnValue:
    """One square, or the hotspot that it is part of, like a place: the reading is audited."""
    square = read_square(square_id)
    if square is None:
        raise NotFound
    area, now = page_area(service.READ), current_clock().now()
    asked = read_asked(area.id)
    connection = db.session().connection()
    return _render_place(
        area, asked, square_detail(connection, current_actor(), square, asked.query, now)
    )


def _render_place(area: AreaView, asked: Asked, detail: PlaceDetail) -> str:
    place, locale = detail.place, select_locale()
    judged = read_history(db.session(), current_actor(), detail.hotspots, place)
    most = None if request.args.get("rows") == "all" else PAGE_SIZE
    peak, names = drawing.peak_of([place.profile]), category_names(area, detail.hotspots)
    # Thousands of squares are no funnel that anybody can read.
    funnel = None if place.square else make_funnel(detail.hotspots.result.places)
    return render_template(
        "hotspots/show.html",
        area=area,
        asked=asked,
        detail=detail,
        place=place,
        period=detail.hotspots.period,
        back_arguments=_back_to_list(place),
        place_arguments=filters_of(FOR_PLACE),
        sentences=explain(place, names, locale),
        checks=checks_of(place, select_locale()),
        names=names,
        chosen=say_asked(asked, names),
        made=current_clock().now(),
        peak=peak,
        levels=drawing.levels_of(place.profile, peak),
        busiest=drawing.busiest_slots(place.profile),
        seen=drawing.seen_slots(place.profile),
        bars=drawing.draw_weeks(detail.weeks),
        rows=detail.observations[::-1][:most],
        stays=detail.stays[::-1][:most],
        draw=drawing,
        count=len(detail.hotspots.result.places),
        analysis=analyse(detail.hotspots, [place]),
        funnel=funnel,
        funnel_drawn=draw_funnel(funnel, place.place_id) if funnel else None,
        funnel_summary=explain_place_in_funnel(funnel, place.place_id, locale) if funnel else "",
        **describe_form(judged),
    )


def _back_to_list(place: PlaceResult) -> dict[str, str]:
    """The list that the row is of, with the address's filters."""
    return filters_of(FOR_LIST) | ({"by": "grid"} if place.square else {})


@blueprint.get("/export.csv", defaults={"form": "csv"})
@blueprint.get("/export.xlsx", defaults={"form": "xlsx"})
@blueprint.get("/export.geojson", defaults={"form": "geojson"})
@blueprint.get("/export.gpkg", defaults={"form": "gpkg"})
@requires("hotspot.export", writes=True)
def export(form: str) -> Response:
    """Exactly what the list shows, as a file; the export is audited."""
    area = page_area("hotspot.export")
    actor, now, asked = current_actor(), current_clock().now(), read_asked(area.id)
    if not actor.can(service.READ, area.id):
        asked = plain(area.id)
    answer = ask_list(asked.query)
    standings = None
    if isinstance(answer, PublishedHotspots):
        shown = [place.place_id for place in answer.published.places]
    else:
        standings = _load_standings(answer)
        shown = [place.place_id for place in choose_places(asked, answer, standings).rows]
    audit.record(
        db.session(),
        at=now,
        event="hotspot.export",
        actor=actor,
        details={
            "area_id": area.id,
            "from": str(answer.period.from_on),
            "to": str(answer.period.to_on),
            "form": form,
            "by": answer.query.by,
            "published": isinstance(answer, PublishedHotspots),
            "places": len(shown),
        },
    )
    stem = stem_of(answer)
    if form == "geojson":
        content = to_geojson(answer, shown, standings, asked.sort)
        return as_download(f"{stem}.geojson", content, MEDIA_TYPE)
    if form == "gpkg":
        content = to_geopackage(answer, shown, now, standings, asked.sort)
        return as_download(f"{stem}.gpkg", content, geopackage.MEDIA_TYPE)
    return table_response(form, stem, _sheet(area, asked, answer, now, standings or {}))


def _sheet(
    area: AreaView,
    asked: Asked,
    answer: HotspotList | PublishedHotspots,
    now: datetime,
    standings: Mapping[str, Review],
) -> Sheet:
    if isinstance(answer, PublishedHotspots):
        names: dict[str, str] = {}
        header, rows = published_table(answer)
        order = say_published_order(answer.query.by)
    else:
        names = category_names(area, answer)
        header, rows = own_table(names, asked, answer, standings)
        order = say_order(answer.query.by, asked.sort)
    said = say_instant(now, area.timezone, select_locale())
    return Sheet(
        gettext("Hotspots"),
        header,
        rows,
        [(gettext("In what order"), order), *about(names, asked, answer, said)],
    )
