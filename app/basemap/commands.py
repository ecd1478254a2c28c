"""`flask basemap …`: which map phones draw, area by area."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Area
from app.basemap import service
from app.basemap.archive import ArchiveUnusable
from app.core.commands import CommandGroup
from app.core.database import db, intending
from app.core.web import current_clock

group = CommandGroup("basemap", help="The maps that phones keep (docs/basemap.md).")
_area = Area.__table__
area_option = click.option("--area", "code", required=True, help="The area's code.")


@group.command("install")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@area_option
@click.option(
    "--attribution", help="Whose data it shows; what the file says where this is left out."
)
def install(file: Path, code: str, attribution: str | None) -> None:
    """Give an area the PMTiles archive FILE as its basemap, in the place of what it had."""
    instance = Path(current_app.instance_path)
    with Session(db.engine) as session:
        area_id = _find_area_id(session, code)
        try:
            installed = service.install(
                session, instance, file, area_id, current_clock().now(), attribution
            )
        except ArchiveUnusable as unusable:
            raise click.ClickException(f"{file} can't be the map of {code}: {unusable}.") from None
        session.commit()
        service.sweep(session, instance)
    click.echo(f"{code} has the basemap {installed.sha256[:12]} ({installed.size:,} bytes).")
    click.echo("Phones fetch it the next time they sync.")


@group.command("list")
def list_basemaps() -> None:
    """Say which areas have a basemap."""
    with intending(to_write=False), Session(db.engine) as session:
        found = service.list_installed(session, Path(current_app.instance_path))
    for each in found:
        archive = each.archive
        marks = ["sketch"] * archive.sketch + ["FILE IS MISSING"] * (not each.is_file_there)
        said = [
            each.area_code,
            each.sha256[:12],
            f"{each.size:,} bytes",
            f"zoom {archive.min_zoom}-{archive.max_zoom}",
            f"{each.installed_at:%Y-%m-%d}",
            archive.attribution,
            *marks,
        ]
        click.echo("  ".join(said))
    if not found:
        click.echo("No area has a basemap: docs/basemap.md says how to make one.")


@group.command("remove")
@area_option
def remove(code: str) -> None:
    """Take an area's basemap away; phones go back to the sketch of its places."""
    instance = Path(current_app.instance_path)
    with Session(db.engine) as session:
        if not service.remove(session, _find_area_id(session, code), current_clock().now()):
            raise click.ClickException(f"{code} has no basemap.")
        session.commit()
        service.sweep(session, instance)
    click.echo(f"{code} has no basemap any more.")


def _find_area_id(session: Session, code: str) -> str:
    found = session.scalar(select(_area.c.id).where(_area.c.code == code))
    if found is None:
        known = ", ".join(session.scalars(select(_area.c.code).order_by(_area.c.code)))
        raise click.ClickException(f"There is no area '{code}'. There is: {known or 'none yet'}.")
    return str(found)
