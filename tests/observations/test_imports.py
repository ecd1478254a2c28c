"""Reports from others in the database: once, their importer's own, beside what patrols saw."""

import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.service import load_actor
from app.core.access import Sharing
from app.core.audit import AuditRow, verify_chain
from app.core.changes import current_epoch
from app.core.database import db
from app.core.errors import InvalidInput, NotFound, NotPermitted
from app.observations.columns import ColumnMap
from app.observations.imports import plan_import, run_import
from app.observations.models import Report
from app.observations.tables import TableUnreadable, read_table
from tests.support.builders import MUNICIPALITY, TOWN, VALLEY, email_of

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
COLUMNS = ColumnMap(
    columns={"time": "När", "lon": "X", "lat": "Y", "category": "Vad", "id": "Nr"},
    source="Felanmälan",
)
ROWS = """När;X;Y;Vad;Nr
2026-11-10 22:15;16,097;61,826;Brak;1
2026-11-11;16,098;61,827;berusade;2
2026-11-12 09:00;16,099;61,828;Stök;3
"""


@pytest.fixture
def session(app):
    with app.app_context(), Session(db.engine) as session:
        yield session


def table_of(content=ROWS):
    return read_table(io.BytesIO(content.encode()))


def bring_in(session, who="coordinator", area_id=TOWN, content=ROWS, columns=COLUMNS, **options):
    actor, table = load_actor(email_of(who)), table_of(content)
    plan = plan_import(session, actor, area_id, table, columns, NOW, **options)
    result = run_import(session, actor, plan, table, NOW)
    session.commit()
    return plan, result


def test_good_rows_are_stored_and_refused_ones_named(session):
    plan, result = bring_in(session)
    assert (plan.read, plan.new, plan.known, plan.refused_count) == (3, 2, 0, 1)
    assert dict(plan.unknown_words) == {"Stök": 1}
    assert dict(plan.categories) == {"brak": 1, "berusade": 1}
    assert [row.number for row in plan.refused] == [4]
    assert (result.read, result.added, result.known, result.refused) == (3, 2, 0, 1)
    first, second = session.scalars(select(Report).order_by(Report.external_id)).all()
    assert first.occurred_from == first.occurred_to == datetime(2026, 11, 10, 21, 15, tzinfo=UTC)
    assert (second.occurred_to - second.occurred_from).days == 1
    assert (first.category, first.source, first.organisation_id) == (
        "brak",
        "Felanmälan",
        MUNICIPALITY,
    )
    assert (first.imported_at, first.sharing) == (NOW, Sharing.OWN.value)


def test_a_plan_stores_nothing(session):
    before = current_epoch(session)
    plan = plan_import(session, load_actor(email_of("coordinator")), TOWN, table_of(), COLUMNS, NOW)
    assert plan.new == 2
    assert [row.external_id for row in plan.first_rows] == ["1", "2"]
    assert session.scalar(select(func.count()).select_from(Report)) == 0
    assert current_epoch(session) == before


def test_the_same_again_adds_nothing_and_what_came_since_is_added(session):
    bring_in(session)
    plan, result = bring_in(session)
    assert (plan.new, plan.known, result.added, result.known) == (0, 2, 0, 2)
    _, more = bring_in(session, content=ROWS + "2026-11-13 20:00;16,1;61,83;brak;4\n")
    assert (more.added, more.known) == (1, 2)
    assert session.scalar(select(func.count()).select_from(Report)) == 3


def test_equal_rows_without_an_id_are_kept_twice_and_only_twice(session):
    columns = ColumnMap(
        columns={"time": "När", "lon": "X", "lat": "Y", "category": "Vad"}, source="Jouren"
    )
    row = "2026-11-10 22:15;16,097;61,826;brak\n"
    for _ in range(2):
        bring_in(session, content=f"När;X;Y;Vad\n{row}{row}", columns=columns)
    assert session.scalar(select(func.count()).select_from(Report)) == 2


def test_another_source_or_organisation_has_its_own_ids(session):
    bring_in(session)
    bring_in(session, columns=ColumnMap(columns=COLUMNS.columns, source="Jouren"))
    bring_in(session, who="supervisor")
    assert session.scalar(select(func.count()).select_from(Report)) == 6


def test_an_import_leaves_one_audit_row_with_counts_and_moves_the_data_version(session):
    before = current_epoch(session)
    bring_in(session)
    rows = session.scalars(select(AuditRow).where(AuditRow.event == "report.imported")).all()
    assert len(rows) == 1
    assert '"added": 2' in rows[0].details
    assert '"refused": 1' in rows[0].details
    assert "16.09" not in rows[0].details
    assert current_epoch(session)[1] > before[1]
    assert verify_chain(session.connection())[1] is None
    bring_in(session)
    assert session.scalar(
        select(func.count()).select_from(AuditRow).where(AuditRow.event == "report.imported")
    ) == len(rows)


def test_reports_are_shared_where_that_is_said(session):
    bring_in(session, sharing=Sharing.PARTNERS)
    assert set(session.scalars(select(Report.sharing))) == {"partners"}


@pytest.mark.parametrize("who", ["officer", "youth", "administrator", "auditor", "organiser"])
def test_only_the_desk_imports(session, who):
    with pytest.raises(NotPermitted):
        bring_in(session, who=who)


def test_nobody_imports_into_an_area_that_is_not_theirs(session):
    with pytest.raises((NotPermitted, NotFound)):
        bring_in(session, area_id=VALLEY)


@pytest.mark.parametrize(
    "changes", [{"default_category": "brk"}, {"categories": {"Stök": "ordning"}}]
)
def test_words_are_mapped_to_codes_that_the_area_has(session, changes):
    columns = ColumnMap(columns=COLUMNS.columns, source="Felanmälan", **changes)
    with pytest.raises(InvalidInput) as refused:
        bring_in(session, columns=columns)
    assert "the area has no category" in refused.value.fields["category"][0]


def test_a_broken_file_stores_nothing_of_it(session):
    with pytest.raises(TableUnreadable):
        bring_in(session, content=ROWS + '"never closed;1\n')
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Report)) == 0
