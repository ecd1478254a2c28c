"""What must be true when everything has healed (SYNC.md, Invariants), asked from outside the app."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.database import read_connection, write_transaction
from app.hotspots.keeping import KeptLists
from app.hotspots.web import EXTENSION
from app.sync.models import Device, Operation
from app.sync.rebuild import rebuild
from tests.chaos.acts import settle
from tests.chaos.phones import ChaosPhone, Person
from tests.chaos.world import House, World
from tests.support import checks
from tests.support.phones import AppTransport, HttpTransport, Transport

_operation, _device = Operation.__table__, Device.__table__
#: The browser's lines about what the round itself brought about.
POLICY = "policy violated"


@dataclass(frozen=True)
class Stored:
    """An operation as the server has it."""

    body: dict[str, Any]
    status: str
    code: str | None
    errors: str | None
    device_id: str
    device_seq: int | None
    waits_for: str | None


def judge(world: World) -> list[str]:
    """Everything that is not as it must be, in words; empty where all is well."""
    wrong = [f"phone {phone.number}: {said}" for phone in world.phones for said in _of_phone(phone)]
    if world.house is None:
        for phone in world.phones:
            wrong += _ask_for_missing(world, phone)
        return wrong
    stored = _read_log(world.house)
    wrong += _compare_operations(world, stored)
    wrong += _check_sequences(world, stored)
    wrong += _check_folds(world)
    return wrong


def _of_phone(phone: ChaosPhone) -> Iterator[str]:
    """What the phone itself shows."""
    yield from phone.complaints
    yield from (f"the server said {each}" for each in phone.network.wrong)
    yield from (f"exception in the page: {each}" for each in phone.browser.page_errors)
    yield from (each for each in phone.browser.console_errors if POLICY in each)
    yield from (f"asked another origin: {url}" for url in phone.browser.foreign_requests)
    pushed: dict[str, str] = {}
    for asked in phone.network.pushes():
        for op in json.loads(asked.body)["ops"]:
            text = json.dumps(op, sort_keys=True)
            if pushed.setdefault(op["op_id"], text) != text:
                yield f"{op['op_id']} was sent with another content"
    # A phone that was revoked shows nothing any more; what it has not handed in is looked for on its disk.
    if not phone.is_open or phone.was_revoked:
        return
    for op_id, standing in (phone.standings() or {}).items():
        if standing.state == "set_aside":
            yield f"{op_id} was set aside"
    yield from _check_screen(phone)


def _check_screen(phone: ChaosPhone) -> Iterator[str]:
    """The log shows each record that the phone has saved for the person who is in, and none of them as unsent."""
    me = phone.app.page.evaluate(
        "async () => (await (await fetch('/api/v1/session')).json()).user?.id"
    )
    phone.app.look_at().open_log()
    settle(phone.app)
    # The log shows the newest forty at first.
    older = phone.app.page.locator("main section > button.quiet")
    while older.count():
        older.click()
        settle(phone.app)
    rows = phone.app.page.eval_on_selector_all(
        '[data-testid="log-entry"]',
        "(rows) => rows.map((r) => [r.dataset.record, r.dataset.state])",
    )
    shown = dict(rows)
    kept = {
        op["record_id"]
        for op_id, op in phone.ops.items()
        if op["author"] == me and op_id not in phone.excused
    }
    made, withdrawn = (
        {
            op["record_id"]
            for op_id, op in phone.ops.items()
            if op["type"] == type_ and op_id not in phone.excused
        }
        for type_ in ("create", "retract")
    )
    # What was made on another phone, or here on storage that is gone, and is withdrawn is no longer sent to this one.
    for record in sorted(kept - shown.keys() - (withdrawn - made)):
        yield f"record {record} was saved and is not on the screen"
    if not phone.waiting_of(me):
        for record, state in sorted(shown.items()):
            if state not in {"sent", "needs_action"}:
                yield f"record {record} is on the server, and the screen says {state}"


def _read_log(house: House) -> dict[str, Stored]:
    columns = (
        "op_id",
        "body",
        "status",
        "code",
        "errors",
        "device_id",
        "device_seq",
        "waits_for",
    )
    app = house.data.app
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(select(*(_operation.c[name] for name in columns))).all()
    return {
        row.op_id: Stored(
            json.loads(row.body),
            row.status,
            row.code,
            row.errors,
            row.device_id,
            row.device_seq,
            row.waits_for,
        )
        for row in rows
    }


def _compare_operations(world: World, stored: dict[str, Stored]) -> Iterator[str]:
    """The server has what phones have saved, as they saved it, and nothing else."""
    known: set[str] = set()
    for phone in world.phones:
        known |= phone.ops.keys() | phone.seen_on_disk
        kept = phone.standings() or {} if phone.is_open else {}
        revoked = phone.was_revoked
        for op_id, op in phone.ops.items():
            there = stored.get(op_id)
            name = f"{op['kind']} {op['type']} {op_id}"
            waits = op_id in kept and kept[op_id].state == "waiting"
            if there is None and not (op_id in phone.excused or (revoked and waits)):
                where = f"{kept[op_id].state} on" if op_id in kept else "not even on"
                yield f"LOST: {name}, {where} phone {phone.number}"
            elif there is not None and there.body != op:
                yield f"CHANGED: {name} is stored as {json.dumps(there.body)}"
            elif there is not None and there.status == "quarantined" and not revoked:
                yield f"QUARANTINED: {name}: {there.code} {there.errors} {json.dumps(op)}"
    for op_id in sorted(stored.keys() - known):
        yield f"UNKNOWN: {op_id} was saved by no phone ({stored[op_id].code})"
    for op_id, op in stored.items():
        if op.waits_for is not None and not _may_be_lost(world, op.waits_for, stored):
            yield f"HELD: {op_id} waits for {op.waits_for}, which is here"


def _may_be_lost(world: World, record_id: str, stored: dict[str, Stored]) -> bool:
    """Whether the record that something waits for has legitimately not come."""
    return not any(
        op.body.get("record_id") == record_id and op.body.get("type") == "create"
        for op in stored.values()
    )


def _check_sequences(world: World, stored: dict[str, Stored]) -> Iterator[str]:
    """Each device's numbers are known, each once, and a gap is one that the server reports."""
    assert world.house is not None
    app = world.house.data.app
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(select(_device)).mappings().all()
    reported: dict[str, set[int]] = {}
    for row in rows:
        runs = [[1, row["contiguous_seq"]], *json.loads(row["ahead_seqs"])]
        has = {number for first, last in runs for number in range(first, last + 1)}
        reported.setdefault(row["device_id"], set()).update(has)
    numbers: dict[str, list[int]] = {}
    for op in stored.values():
        if op.device_seq is not None:
            numbers.setdefault(op.device_id, []).append(op.device_seq)
    for device_id, found in numbers.items():
        if len(set(found)) != len(found):
            yield f"device {device_id} has used a number twice: {sorted(found)}"
        if set(found) != reported.get(device_id, set()):
            yield f"device {device_id}: in the log {sorted(found)}, reported {sorted(reported[device_id])}"


def _check_folds(world: World) -> Iterator[str]:
    """Records are folds of the log, and made again they are the same; so is the list that is counted from them."""
    assert world.house is not None
    app = world.house.data.app
    try:
        checks.check_whole(app)
    except AssertionError as error:
        yield f"not whole: {error}"
    registry = app.extensions["ljuspunkt_registry"]
    before = {kind: checks.records(app, kind) for kind in registry.kinds}
    hotspots = _hotspots(world, HttpTransport(world.upstream))
    with app.app_context(), write_transaction() as connection:
        rebuild(connection, registry, lambda *_: None)
    for kind, rows in before.items():
        if checks.records(app, kind) != rows:
            yield f"{kind}: a rebuild gives other records"
    # Asked beside the server, which may answer with the list that it has kept.
    app.extensions[EXTENSION] = KeptLists()
    if _hotspots(world, AppTransport(app)) != hotspots:
        yield "a rebuild gives another hotspot list"


def _hotspots(world: World, transport: Transport) -> list[bytes]:
    """The list as each reader is given it."""
    return [_get(transport, person, "/api/v1/hotspots") for person in world.readers]


def _get(transport: Transport, person: Person, path: str) -> bytes:
    _sign_in(transport, person)
    answer = transport.send("GET", path, None, {})
    # A reader who has no list is told so, before and after.
    return answer.content if answer.status == 200 else str(answer.status).encode()


def _sign_in(transport: Transport, person: Person) -> str:
    """This person is who asks from now on; answers the token."""
    body = json.dumps({"email": person.email, "password": person.password}).encode()
    answer = transport.send("POST", "/api/v1/session", body, {"Content-Type": "application/json"})
    if answer.status != 200:
        raise AssertionError(f"{person.name} can't sign in: {answer.status}")
    return str(answer.json["csrf_token"])


def _ask_for_missing(world: World, phone: ChaosPhone) -> Iterator[str]:
    """A server that is somebody else's is asked over the wire what it lacks (SYNC.md, Reconcile)."""
    wanted = [op_id for op_id in phone.ops if op_id not in phone.excused]
    try:
        transport = HttpTransport(world.upstream)
        token = _sign_in(transport, phone.owner)
        epoch = transport.send("GET", "/api/v1/sync/pull?limit=1", None, {}).json["epoch"]
        for device_id in phone.device_ids():
            body = json.dumps({"device_id": device_id, "epoch": epoch, "ops": wanted}).encode()
            headers = {"Content-Type": "application/json", "X-CSRFToken": token}
            answer = transport.send("POST", "/api/v1/sync/reconcile", body, headers)
            yield from (f"LOST: {op_id}" for op_id in answer.json["missing"])
    except (OSError, http.client.HTTPException, AssertionError, KeyError) as error:
        yield f"the server could not be asked: {error}"
