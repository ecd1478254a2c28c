"""`flask sync …`: rebuild records from the log, and start a new epoch after a restore."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.accounts.service import load_actor
from app.core import audit
from app.core.app_versions import find_block
from app.core.changes import start_epoch
from app.core.commands import CommandGroup
from app.core.database import read_connection, write_transaction
from app.core.errors import AppError
from app.core.quicklane import json_schema
from app.core.web import current_clock
from app.sync.rebuild import compare, count_operations, rebuild
from app.sync.registry import Registry
from app.sync.rescue import read_rescue
from app.sync.rescuing import import_rescue, rehearse_import
from config import ROOT

SCHEMAS = ROOT / "static" / "pwa" / "src" / "schemas"
group = CommandGroup("sync", help="The operation log and its folds.")


def _registry() -> Registry:
    found: Registry = current_app.extensions["ljuspunkt_registry"]
    return found


@group.command("rebuild")
@click.option("--check", is_flag=True, help="Change nothing; say which records differ.")
def rebuild_records(check: bool) -> None:
    """Fold every record again from the operation log."""
    if check:
        with read_connection() as connection:
            different = compare(connection, _registry())
        for kind, ids in different.items():
            click.echo(f"{kind}: {len(ids)} differ")
        raise SystemExit(1 if any(different.values()) else 0)
    with (
        Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
        ) as progress,
        write_transaction() as connection,
    ):
        total = count_operations(connection)
        task = progress.add_task(f"{total} operations", total=None)

        def report(kind: str, done: int) -> None:
            progress.update(task, description=f"{kind}: {done}")

        counts = rebuild(connection, _registry(), report)
        audit.record(
            connection, at=current_clock().now(), event="sync.rebuild", details=dict(counts)
        )
    for kind, count in counts.items():
        click.echo(f"{kind}: {count} records")


@group.command("export-schemas")
@click.argument("folder", type=click.Path(path_type=Path), default=SCHEMAS)
def export_schemas(folder: Path) -> None:
    """Write the payloads' JSON Schemas where the phone app is built from them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files(_registry()).items():
        (folder / name).write_text(text)
        click.echo(folder / name)


def schema_files(registry: Registry) -> dict[str, str]:
    """file name -> text of the JSON Schema of each kind's payload."""
    return {
        f"{kind.name}.json": json.dumps(json_schema(kind.loader, kind.name), indent=2) + "\n"
        for kind in registry.kinds.values()
    }


@group.command("import-rescue")
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--as", "email", required=True, help="The administrator who imports.")
@click.option("--dry-run", is_flag=True, help="Store nothing; say what would be done.")
def import_rescue_file(path: Path, email: str, dry_run: bool) -> None:
    """Take in the queue that a phone exported. Running it again adds nothing twice."""
    now = current_clock().now()
    try:
        rescue = read_rescue(path.read_bytes())
        importer = load_actor(email)
        click.echo(f"{len(rescue.ops)} operations of phone {rescue.device_id}")
        blocked = find_block(rescue.app_version)
        if blocked is not None:
            click.echo(f"The app's version {rescue.app_version} is blocked: {blocked.reason_en}")
        if dry_run:
            report = rehearse_import(importer, rescue, _registry(), now)
        else:
            with Progress(console=Console(stderr=True)) as progress:
                task = progress.add_task("Importing", total=len(rescue.ops))
                report = import_rescue(
                    importer,
                    rescue,
                    _registry(),
                    now,
                    progress=lambda done: progress.update(task, completed=done),
                )
    except AppError as error:
        said = error.details.get("reason")
        raise click.ClickException(
            f"{error.message} ({error.code}{f': {said}' if said else ''})"
        ) from error
    for fate, count in report.rows():
        author, kind = fate.author or "somebody else", fate.kind or "unreadable"
        outcome = fate.status if fate.code is None else f"{fate.status} ({fate.code})"
        click.echo(f"  {count:>7}  {kind:<12} {outcome}  {author}")
    if dry_run:
        click.echo("A dry run: nothing was stored.")


@group.command("new-epoch")
def new_epoch() -> None:
    """After a backup was restored: phones reconcile before they go on."""
    with write_transaction() as connection:
        epoch = start_epoch(connection)
        audit.record(
            connection,
            at=current_clock().now(),
            event="sync.new_epoch",
            details={"epoch": epoch},
        )
    click.echo(epoch)


@group.command("verify-audit")
def verify_audit() -> None:
    """Walk the audit log's chain; exit 1 at the first row that does not fit."""
    with read_connection() as connection:
        walked, broken = audit.verify_chain(connection)
    click.echo(f"{walked} rows fit" if broken is None else f"row {broken} does not fit")
    raise SystemExit(0 if broken is None else 1)
