"""`flask import reports`: what others reported, out of a table, with every row that can't be taken named."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from app.core.access import Actor, OrganisationKind, Sharing
from app.core.clock import from_ms
from app.core.commands import CommandGroup
from app.core.database import db, intending, write_transaction
from app.core.errors import AppError, InvalidInput
from app.core.formats import local
from app.core.geometry import SWEREF_99_TM
from app.core.web import current_clock
from app.observations.columns import FIELDS, ColumnMap
from app.observations.importing import AROUND_THE_TABLE, Importer, NewArea, find_importer
from app.observations.imports import ImportPlan, plan_import, store_chunk
from app.observations.judging import REASONS, Chunk, judge_rows
from app.observations.refused import RefusedFile
from app.observations.tables import Table, TableUnreadable, read_table

MAX_WORDS = 20
group = CommandGroup("import", help="Bring in what others have recorded.")


def read_pairs(
    _context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """`a=b,c=d`, given once or more, as a dictionary; what holds a comma stands in quotes."""
    pairs: dict[str, str] = {}
    for part in (part for row in csv.reader(given, skipinitialspace=True) for part in row):
        name, sign, value = part.rpartition("=")
        if not (sign and name.strip() and value.strip()):
            raise click.BadParameter(f"'{part}' is not name=value", param=parameter)
        pairs[name.strip()] = value.strip()
    return pairs


@group.command("reports")
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--area", "area_code", required=True, help="The area's code.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    required=True,
    callback=read_pairs,
    help=f"field=column,… with the fields {', '.join(FIELDS)}; column+column joins two (a date and a time).",
)
@click.option("--source", help="The system that the table is out of. Default: the file's name.")
@click.option(
    "--id", "id_column", help="The column with the source's own id. Default: a hash of the row."
)
@click.option(
    "--category-map",
    multiple=True,
    callback=read_pairs,
    help="word in the table=category code,… beside codes and names, which are known.",
)
@click.option("--default-category", help="The code for what is not known otherwise.")
@click.option(
    "--times-are-local",
    is_flag=True,
    help="The times are the area's wall clock, whatever stands behind them (a false Z).",
)
@click.option("--as", "email", help="The account that imports.")
@click.option("--organisation", help="Or the organisation that imports. Default: the only one.")
@click.option(
    "--share",
    is_flag=True,
    help="Let the area's other organisations see the reports too.",
)
@click.option("--create-area", is_flag=True, help="Make the area where it isn't there.")
@click.option("--name", help="The new area's name.")
@click.option("--timezone", default="Europe/Stockholm", show_default=True)
@click.option(
    "--outline",
    help="The new area's outline: a GeoJSON file, 'bbox' (around the table's positions) or west,south,east,north.",
)
@click.option(
    "--epsg", default=SWEREF_99_TM, show_default=True, help="The new area's metres (EPSG code)."
)
@click.option(
    "--organisation-kind",
    type=click.Choice([kind.value for kind in OrganisationKind]),
    default=OrganisationKind.POLICE.value,
    show_default=True,
    help="Of an organisation that is made with the new area.",
)
@click.option("--dry-run", is_flag=True, help="Store nothing; say what would be done.")
@click.option(
    "--refused",
    "refused_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the rows go that can't be taken. Default: NAME.refused.csv in the instance folder.",
)
def import_reports(path: Path, **options: Any) -> None:
    """Bring in reports from a CSV table. Running it again adds nothing twice."""
    columns = ColumnMap(
        columns=options["columns"] | ({"id": options["id_column"]} if options["id_column"] else {}),
        source=options["source"] or path.stem,
        categories=options["category_map"],
        default_category=options["default_category"],
        times_are_local=options["times_are_local"],
    )
    importer = Importer(
        area_code=options["area_code"],
        email=options["email"],
        organisation=options["organisation"],
        new_area=_new_area(options),
    )
    sharing = Sharing.PARTNERS if options["share"] else Sharing.OWN
    # Not beside the table: that folder may be anybody's, and these rows are not for everybody.
    default_path = Path(current_app.instance_path) / f"{path.stem}.refused.csv"
    refused_path = options["refused_path"] or default_path
    with saying_why(), path.open("rb") as file:
        table = read_table(file)
        with RefusedFile(refused_path, table) as refused:
            actor, plan = _plan(table, columns, importer, sharing, refused, options["dry_run"])
        _say_plan(path, table, plan)
        if refused.count:
            click.echo(f"The refused rows are in {refused.path}")
        if options["dry_run"]:
            click.echo(f"A dry run: {plan.new:,} would be added, nothing was stored.")
            return
        added = _store(table, actor, plan)
    known = plan.read - plan.refused_count - added
    click.echo(f"{added:,} added · {known:,} there already · {plan.refused_count:,} refused")


def _new_area(options: dict[str, Any]) -> NewArea | None:
    if not options["create_area"]:
        return None
    return NewArea(
        name=options["name"] or options["area_code"],
        timezone=options["timezone"],
        outline=options["outline"] or AROUND_THE_TABLE,
        epsg=options["epsg"],
        organisation_kind=OrganisationKind(options["organisation_kind"]),
    )


def _plan(
    table: Table,
    columns: ColumnMap,
    importer: Importer,
    sharing: Sharing,
    refused: RefusedFile,
    dry_run: bool,
) -> tuple[Actor, ImportPlan]:
    """Every row judged. An area that was made for it is kept with this, or goes with a dry run."""
    now = current_clock().now()
    with (
        intending(to_write=importer.new_area is not None),
        Session(db.engine) as session,
        _progress(table, "Reading") as advance,
    ):
        actor, area_id = find_importer(session, importer, table, columns, now)

        def note(chunk: Chunk) -> None:
            refused.add(chunk.refused)
            advance()

        plan = plan_import(
            session, actor, area_id, table, columns, now, sharing=sharing, progress=note
        )
        if dry_run:
            session.rollback()
        else:
            session.commit()
    return actor, plan


def _store(table: Table, actor: Actor, plan: ImportPlan) -> int:
    """The good rows are stored, in a transaction for each chunk: phones write in between."""
    added, now = 0, current_clock().now()
    with _progress(table, "Storing") as advance:
        for chunk in judge_rows(table, plan.columns, plan.ground):
            with write_transaction() as connection:
                added += store_chunk(connection, actor, plan, chunk, now)
            advance()
    return added


def _say_plan(path: Path, table: Table, plan: ImportPlan) -> None:
    click.echo(
        f"{path.name}: {plan.read:,} rows ({table.encoding}, '{table.delimiter}')"
        f" to {plan.area.name} ({plan.area.code}) as source '{plan.columns.source}'"
    )
    if plan.from_ms is not None and plan.to_ms is not None:
        first, last = (
            local(from_ms(each), plan.area.timezone).strftime("%Y-%m-%d %H:%M")
            for each in (plan.from_ms, plan.to_ms)
        )
        click.echo(f"From {first} to {last} ({plan.area.timezone})")
    for category, count in plan.categories.most_common():
        click.echo(f"  {count:>9,}  {category}")
    for reason, count in plan.reasons.most_common():
        click.echo(f"  {count:>9,}  refused: {REASONS[reason]}")
    for word, count in plan.unknown_words.most_common(MAX_WORDS):
        click.echo(f"  {count:>9,}    '{word}' (name its code with --category-map)")
    if plan.unknown_words:
        click.echo(f"The area's codes: {', '.join(sorted(set(plan.ground.categories.values())))}")


@contextmanager
def _progress(table: Table, what: str) -> Iterator[Callable[[], None]]:
    """A bar over the file's bytes, on standard error."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=table.size_bytes)
        yield lambda: progress.update(task, completed=table.read_bytes())
        progress.update(task, completed=table.size_bytes)


@contextmanager
def saying_why() -> Iterator[None]:
    """What was asked for and can't be done is said in words, and the command ends with 1."""
    try:
        yield
    except InvalidInput as error:
        said = "; ".join(f"{name}: {', '.join(words)}" for name, words in error.fields.items())
        raise click.ClickException(said) from error
    except TableUnreadable as error:
        raise click.ClickException(str(error)) from error
    except AppError as error:
        raise click.ClickException(f"{error.message} ({error.code})") from error
