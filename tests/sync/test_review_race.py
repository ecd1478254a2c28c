"""Somebody reviews a conflict while a phone changes the same record: neither's work is lost."""

import threading

import pytest
from sqlalchemy import event

from app.accounts.service import load_actor
from app.core.database import db, intending
from app.sync.review import list_open, mark_reviewed
from tests.support.builders import email_of
from tests.support.checks import check_whole, records


def conflict_on(phone):
    create = phone.op()
    phone.push(create, phone.amend(create, 1, note="ett"))
    stale = phone.amend(create, 1, note="för sent")
    assert phone.push(stale).statuses == ["conflict"]
    return create, stale


def review(app, op_id):
    with app.app_context(), intending(to_write=True):
        actor = load_actor(email_of("supervisor"))
        registry = app.extensions["ljuspunkt_registry"]
        mark_reviewed(db.session(), actor, registry, op_id, app.clock.now())
        db.session.commit()


def test_a_reviewed_conflict_takes_the_flag_off(app, signed_in):
    phone = signed_in("officer")
    create, stale = conflict_on(phone)
    cursor = phone.pull().json["cursor"]
    assert records(app, "observation")[0]["needs_review"] is True
    review(app, stale["op_id"])
    assert records(app, "observation")[0]["needs_review"] is False
    (change,) = phone.pull_all(cursor)
    assert (change["record_id"], change["data"]["needs_review"]) == (create["record_id"], False)
    check_whole(app)
    with app.app_context():
        actor = load_actor(email_of("supervisor"))
        assert list_open(db.session(), actor, app.clock.now(), limit=10) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3, 5, 6])
def test_an_amend_that_comes_while_a_conflict_is_reviewed_is_not_overwritten(
    app, signed_in, number
):
    phone = signed_in("officer")
    create, stale = conflict_on(phone)
    count, answers = [0], []
    with app.app_context():
        engine = db.engine
    push = threading.Thread(
        target=lambda: answers.append(phone.push(phone.amend(create, 2, note="samtidigt")))
    )

    def start_push(*_event):
        count[0] += 1
        if count[0] == number:
            push.start()
            push.join(timeout=0.4)  # It gets as far as it can before the review goes on.

    event.listen(engine, "before_cursor_execute", start_push)
    review(app, stale["op_id"])
    event.remove(engine, "before_cursor_execute", start_push)
    push.join(timeout=30)
    assert answers[0].statuses == ["applied"]
    (row,) = records(app, "observation")
    assert (row["note"], row["version"], row["needs_review"]) == ("samtidigt", 3, False)
    check_whole(app)
