"""Loads a demonstration by the ways that real data takes: services for the desk's part, pushes for the phones'.

Everything follows from the seed and the first day, so that a load that was killed goes on where it was, and a load on a
later day adds the days between. What a phone knows to be received it doesn't send again.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.acting import act_as_organisation, find_organisation
from app.accounts.service import load_actor
from app.core.access import Actor, Sharing
from app.core.database import db, intending, read_connection, write_transaction
from app.demo import accounts, state
from app.demo.judging import judge_hotspots
from app.demo.others import MAPPING, SOURCES, export_table
from app.demo.phones import Phone, Push, moments_of
from app.demo.programme import PLANNED_AHEAD_DAYS, plan_series, record_checkin
from app.demo.recording import Recorder
from app.demo.setting import find_ground, lay_ground, plan_programme
from app.demo.simulation import simulate
from app.demo.state import Begun
from app.demo.town import Town, load_town
from app.observations.columns import ColumnMap
from app.observations.imports import plan_import, run_import
from app.observations.tables import read_table
from app.sync.envelope import read_envelope
from app.sync.models import Device
from app.sync.push import push
from app.sync.registry import Registry

DAYS_A_MONTH = 30.44
MORNING = time(7, 30)
_device = Device.__table__
Progress = Callable[[str, int, int], None]  # what, done, of how many


@dataclass(slots=True)
class Loaded:
    """What a load did."""

    first_on: date
    last_on: date
    pushes: int = 0
    operations: Counter[str] = field(default_factory=Counter)  # by the status of its result
    reports: int = 0
    judgements: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """One run: which demonstration, up to when, and what carries it."""

    begun: Begun
    now: datetime
    registry: Registry
    max_operations: int
    progress: Progress

    @property
    def town(self) -> Town:
        return load_town()

    @property
    def last_on(self) -> date:
        """The last simulated day: yesterday."""
        return last_day(self.now)


def last_day(now: datetime) -> date:
    """Yesterday on the town's calendar."""
    return now.astimezone(load_town().zone).date() - timedelta(days=1)


def begin(seed: int, months: float, password: str, now: datetime) -> Begun:
    """The demonstration's ground is there, of this seed and length where none was begun before; a load has begun."""
    town, last_on = load_town(), last_day(now)
    with _writing() as session:
        begun = state.find_begun(session)
        if begun is None:
            first_on = last_on - timedelta(days=round(months * DAYS_A_MONTH) - 1)
            lay_ground(session, town, password, _morning(town, first_on))
            begun = Begun(seed, first_on, (), is_finished=False)
        if last_on not in begun.last_days:
            state.note_begun(session, begun.seed, begun.first_on, last_on, now)
    return replace(begun, last_days=(*begun.last_days, last_on))


def load(run: Load) -> Loaded:
    """Everything up to yesterday is in the database."""
    loaded = Loaded(run.begun.first_on, run.last_on)
    pushes = make_pushes(run)
    epoch: str | None = None
    for done, each in enumerate(pushes, start=1):
        envelope = read_envelope(each.to_bytes(epoch), run.max_operations)
        pushed = push(
            load_actor(f"{each.writer}@{accounts.DOMAIN}"), envelope, run.registry, each.now
        )
        epoch = pushed.device.epoch
        loaded.pushes += 1
        loaded.operations.update(entry.status for entry in pushed.entries)
        run.progress("phones", done, len(pushes))
    loaded.reports = _import_reports(run)
    if not run.begun.is_finished:
        loaded.judgements = _judge(run)
    with write_transaction() as connection:
        state.note_loaded(connection, run.last_on, run.now)
    return loaded


def make_pushes(run: Load) -> list[Push]:
    """What the phones have still to send, in the order in which it reached the server."""
    run.progress("evenings", 0, 1)
    pushes = [*_patrol_pushes(run), *_checkin_pushes(run)]
    received = _received()
    run.progress("evenings", 1, 1)
    due = [
        each
        for each in pushes
        if each.now <= run.now and each.last_seq > received.get(each.device_id, 0)
    ]
    return sorted(due, key=lambda each: (each.now, each.writer))


def _received() -> dict[str, int]:
    """device_id -> up to which number the server has everything, as its answers told the phone."""
    with read_connection() as connection:
        rows = connection.execute(select(_device.c.device_id, _device.c.contiguous_seq))
        return {str(row.device_id): row.contiguous_seq for row in rows}


def _patrol_pushes(run: Load) -> Iterator[Push]:
    town, seed = run.town, run.begun.seed
    with _reading() as session:
        _, place_ids = find_ground(session, town)
    recorder = Recorder(seed, town, place_ids)
    phones = {writer: _phone(run, writer) for writer in town.writers}
    for patrol in simulate(town, seed, run.begun.first_on, run.last_on, run.begun.last_days):
        moments = moments_of(seed, patrol.key, patrol.started_at, patrol.ended_at)
        yield from phones[patrol.writer].send(recorder.record(patrol), moments)


def _checkin_pushes(run: Load) -> Iterator[Push]:
    town, seed = run.town, run.begun.seed
    actor = load_actor(f"{accounts.COORDINATOR}@{accounts.DOMAIN}")
    ahead = run.last_on + timedelta(days=PLANNED_AHEAD_DAYS)
    series = plan_series(run.begun.first_on, ahead, town.zone)
    planned_at = run.now if run.begun.is_finished else _morning(town, run.begun.first_on)
    with _writing() as session:
        area_id, place_ids = find_ground(session, town)
        activity_ids = plan_programme(
            session, actor, area_id, place_ids, series, seed, planned_at, town.zone.key
        )
    phone = _phone(run, accounts.YOUTH_WORKER)
    occasions = sorted((o for each in series for o in each), key=lambda each: each.starts_at)
    for occasion in occasions:
        if occasion.starts_at.astimezone(town.zone).date() > run.last_on:
            break
        recorded = record_checkin(seed, occasion, activity_ids[occasion.key])
        if recorded:
            first, last = recorded[0].at, recorded[-1].at
            yield from phone.send(recorded, moments_of(seed, occasion.key, first, last))


def _phone(run: Load, writer: str) -> Phone:
    user_id = load_actor(f"{writer}@{accounts.DOMAIN}").user_id
    return Phone(run.begun.seed, writer, user_id, run.town.zone)


def _import_reports(run: Load) -> int:
    added = 0
    for done, source in enumerate(SOURCES, start=1):
        content = export_table(run.town, run.begun.seed, source, run.begun.first_on, run.last_on)
        table = read_table(io.BytesIO(content))
        columns = ColumnMap(columns=MAPPING, source=source.name)
        with _writing() as session:
            area_id, _ = find_ground(session, run.town)
            actor = _organisation(session, source.organisation)
            plan = plan_import(
                session, actor, area_id, table, columns, run.now, sharing=Sharing.PARTNERS
            )
            added += run_import(session, actor, plan, table, run.now).added
        run.progress("reports", done, len(SOURCES))
    return added


def _judge(run: Load) -> int:
    with _writing() as session:
        _, place_ids = find_ground(session, run.town)
        return judge_hotspots(session, run.town, place_ids, run.begun, run.now)


def _organisation(session: Session, key: str) -> Actor:
    return act_as_organisation(session, find_organisation(session, accounts.ORGANISATIONS[key][1]))


def _morning(town: Town, on: date) -> datetime:
    """Before the first day began: what is there from the start was made then."""
    return datetime.combine(on, MORNING, town.zone).astimezone(UTC)


@contextmanager
def _writing() -> Iterator[Session]:
    with intending(to_write=True), Session(db.engine) as session, session.begin():
        yield session


@contextmanager
def _reading() -> Iterator[Session]:
    with intending(to_write=False), Session(db.engine) as session:
        yield session


def refused(loaded: Loaded) -> Sequence[tuple[str, int]]:
    """The statuses that no operation of a demonstration should have, and how many have them."""
    fine = {"applied", "duplicate"}
    return [(status, count) for status, count in loaded.operations.items() if status not in fine]
