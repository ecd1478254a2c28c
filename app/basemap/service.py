"""Installing and removing an area's basemap, and what phones are told of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Area
from app.basemap.archive import MAX_ATTRIBUTION, Archive, ArchiveUnusable, plain_text, read_archive
from app.basemap.models import Basemap
from app.core import audit
from app.core.access import Actor
from app.core.changes import Change, record_changes

READ = "place.read"
_area, _basemap = Area.__table__, Basemap.__table__
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class InstalledBasemap:
    """An area and its basemap."""

    area_code: str
    sha256: str
    size: int
    archive: Archive
    installed_at: datetime
    is_file_there: bool


def file_of(instance: Path, sha256: str) -> Path:
    """Where the basemap with this hash lies."""
    return instance / "basemaps" / f"{sha256}.pmtiles"


def install(
    session: Session,
    instance: Path,
    source: Path,
    area_id: str,
    now: datetime,
    attribution: str | None = None,
) -> InstalledBasemap:
    """The area has this basemap, and phones are told; raises ArchiveUnusable.

    What is looked at is the copy: the file that was given may change meanwhile. The session is left to be committed.
    """
    area = session.execute(select(_area).where(_area.c.id == area_id)).one()
    folder = file_of(instance, "").parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as copy:
        part = Path(copy.name)
        try:
            sha256 = _copy(source, copy)
            archive = _read(part, area, attribution)
            size = part.stat().st_size
            part.replace(file_of(instance, sha256))
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    columns = {
        "sha256": sha256,
        "size": size,
        "min_zoom": archive.min_zoom,
        "max_zoom": archive.max_zoom,
        "attribution": archive.attribution,
        "sketch": archive.sketch,
        "installed_at": now,
    }
    session.execute(delete(Basemap).where(Basemap.area_id == area_id))
    session.execute(insert(Basemap).values(area_id=area_id, **columns))
    _tell(session, area_id, now, "basemap.installed", sha256=sha256, bytes=size)
    return InstalledBasemap(area.code, sha256, size, archive, now, is_file_there=True)


def remove(session: Session, area_id: str, now: datetime) -> bool:
    """The area has no basemap, and phones are told; False where it had none. The session is left to be committed."""
    had = session.scalar(
        delete(Basemap)
        .where(Basemap.area_id == area_id)
        .returning(_basemap.c.sha256)
        .execution_options(synchronize_session=False)
    )
    if had is None:
        return False
    _tell(session, area_id, now, "basemap.removed", sha256=had)
    return True


def sweep(session: Session, instance: Path) -> None:
    """No file lies there that no area has. After the commit: what is recorded always has its file."""
    wanted = {str(sha256) for sha256 in session.scalars(select(_basemap.c.sha256))}
    for path in file_of(instance, "").parent.glob("*.pmtiles"):
        if path.stem not in wanted:
            path.unlink()


def list_installed(session: Session, instance: Path) -> list[InstalledBasemap]:
    """Every area that has a basemap, by its code."""
    rows = session.execute(
        select(_area.c.code, _basemap)
        .join(_basemap, _basemap.c.area_id == _area.c.id)
        .order_by(_area.c.code)
    )
    return [
        InstalledBasemap(
            row.code,
            row.sha256,
            row.size,
            Archive(row.min_zoom, row.max_zoom, row.attribution, row.sketch),
            row.installed_at,
            file_of(instance, row.sha256).is_file(),
        )
        for row in rows
    ]


def describe(connection: Connection, area_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """area id -> what a phone needs to know to fetch, check and draw the area's basemap."""
    rows = connection.execute(select(_basemap).where(_basemap.c.area_id.in_(area_ids)))
    return {
        row.area_id: {
            "sha256": row.sha256,
            "bytes": row.size,
            "min_zoom": row.min_zoom,
            "max_zoom": row.max_zoom,
            "attribution": row.attribution,
            "sketch": row.sketch,
        }
        for row in rows
    }


def may_read(session: Session, actor: Actor, sha256: str) -> bool:
    """Whether an area whose places this person may read has the basemap with this hash."""
    found = session.scalar(
        select(_basemap.c.area_id)
        .where(_basemap.c.sha256 == sha256, _basemap.c.area_id.in_(actor.areas(READ)))
        .limit(1)
    )
    return found is not None


def _copy(source: Path, copy: Any) -> str:
    """The bytes are on the disk; answers their SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as given:
        while chunk := given.read(_CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


def _read(path: Path, area: Any, attribution: str | None) -> Archive:
    outline = json.loads(area.outline) if area.outline else None
    archive = read_archive(path, outline, (area.centre_lon, area.centre_lat))
    said = plain_text(attribution) if attribution else archive.attribution
    if not 1 <= len(said) <= MAX_ATTRIBUTION:
        raise ArchiveUnusable(
            "it does not say whose data it shows, or at too great length: give --attribution"
        )
    return Archive(archive.min_zoom, archive.max_zoom, said, archive.sketch)


def _tell(session: Session, area_id: str, now: datetime, event: str, **details: Any) -> None:
    """Phones pull the area again, and the log has it."""
    version = session.scalar(
        update(Area)
        .where(Area.id == area_id)
        .values(version=_area.c.version + 1)
        .returning(_area.c.version)
        .execution_options(synchronize_session=False)
    )
    record_changes(session, [Change("area", area_id, int(version or 0), area_id)], now)
    audit.record(session, at=now, event=event, details={"area_id": area_id, **details})
