"""`flask sync …`: rebuild records from the log, and start a new epoch after a restore."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.core import audit
from app.core.changes import start_epoch
from app.core.commands import CommandGroup
from app.core.database import read_connection, write_transaction
from app.core.quicklane import json_schema
from app.core.web import current_clock
from app.sync.rebuild import compare, count_operations, rebuild
from app.sync.registry import Registry
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
