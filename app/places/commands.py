"""`flask create-admin`: the first account of a new installation, with its organisation and area.

It stands here and not in accounts because a role is a role in an area, and areas are made here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.models import Area
from app.accounts.passwords import MIN_LENGTH, problems_with
from app.core.access import OrganisationKind, Role
from app.core.commands import SaysWhatIsMissing
from app.core.database import db, intending
from app.core.errors import InvalidInput
from app.core.web import current_clock, current_settings
from app.places.areas import AreaFields
from app.places.founding import fields_of_outline, find_area_id, found_area
from app.places.outlines import OutlineUnreadable, read_outline
from app.places.service import make_code

_area = Area.__table__
DEFAULT_ZOOM = 13
AGAIN = "The same again"
WORDS = {
    "password_too_short": f"it needs at least {MIN_LENGTH} characters; several words in a row are fine",
    "password_too_long": "it is too long",
    "password_too_common": "it is too easy to guess: leave out names, the town and common words",
    "outside_area": "lies outside the area",
    "code_taken": "is taken by another area",
    "unknown_timezone": "is no time zone (for example Europe/Stockholm)",
    "not_on_earth": "is not on earth",
    "name_length": "must be 1 to 120 characters long",
}


KIND = click.Choice([kind.value for kind in OrganisationKind])


@click.command("create-admin", cls=SaysWhatIsMissing)
@click.option("--email", help="The administrator's e-mail address.")
@click.option("--name", help="The administrator's name.")
@click.option("--organisation", help="The organisation's name; made where it isn't there.")
@click.option("--kind", type=KIND, help="Which kind of organisation it is.")
@click.option("--area", "area_name", help="The area's code or name; made where it isn't there.")
@click.option("--timezone", default="Europe/Stockholm", show_default=True)
@click.option("--centre", help="A new area's middle: latitude, longitude.")
@click.option(
    "--outline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A new area's outline: a GeoJSON file.",
)
@click.option(
    "--password",
    envvar="LJUSPUNKT_ADMIN_PASSWORD",
    show_envvar=True,
    help="Better by the environment or the prompt: others can see a command's arguments.",
)
@with_appcontext
def create_admin(
    email: str | None,
    name: str | None,
    organisation: str | None,
    kind: str | None,
    area_name: str | None,
    password: str | None,
    **ground: str | Path | None,
) -> None:
    """Make an administrator's account, with its organisation and area where they aren't there."""
    now = current_clock().now()
    with intending(to_write=False), Session(db.engine) as session:
        areas = session.execute(select(_area.c.code, _area.c.name, _area.c.demonstration)).all()
    known = {row.code: row.name for row in areas}
    if any(row.demonstration for row in areas) and not current_settings().demonstration:
        raise click.ClickException(
            "This database holds a demonstration: its accounts open nothing here, and its people and"
            " events are invented. Begin with an empty database (LJUSPUNKT_DATABASE_URL)."
        )
    email = email or _ask("--email", "E-mail address")
    name = name or _ask("--name", "Name")
    organisation = organisation or _ask("--organisation", "Organisation")
    kind = kind or _ask(
        "--kind", "Kind of organisation", type=KIND, default=OrganisationKind.MUNICIPALITY.value
    )
    area_name = area_name or _ask(
        "--area", "Area (name or code)", default=next(iter(known)) if len(known) == 1 else None
    )
    codes = [code for code, named in known.items() if area_name in {code, named}]
    new_area = None if codes else _read_ground(area_name, ground)
    password = _ask_password(password, email, name)
    with Session(db.engine) as session:
        try:
            organisation_id = accounts.create_organisation(
                session.connection(), OrganisationKind(kind), organisation.strip()
            )
            if new_area is not None:
                codes = [make_code(area_name)]
                found_area(session, new_area, now, code=codes[0], organisation_id=organisation_id)
            area_id = str(find_area_id(session, codes[0]))
            accounts.join_area(session.connection(), area_id, organisation_id)
            accounts.create_person(
                session.connection(),
                email=email,
                name=name,
                password=password,
                organisation_id=organisation_id,
                roles=[(area_id, Role.ADMINISTRATOR)],
                now=now,
            )
        except InvalidInput as error:
            raise click.ClickException(_say(error)) from error
        session.commit()
    click.echo(f"{email.strip().casefold()} is administrator of {organisation} in {area_name}.")
    click.echo("Sign in at the desk to add people, places and categories.")


def _ask(option: str, words: str, **prompt: Any) -> str:
    """What the person at the terminal answers. Where nobody is there, the command ends and names the option."""
    try:
        return str(click.prompt(words, **prompt))
    except click.Abort as error:
        if sys.stdin.isatty():
            raise
        raise click.ClickException(
            f"{option} is missing, and there is no terminal to ask at. Give --email, --name,"
            " --organisation, --kind and --area, for a new area --centre or --outline, and the"
            " password in LJUSPUNKT_ADMIN_PASSWORD."
        ) from error


def _read_ground(area_name: str, ground: dict[str, str | Path | None]) -> AreaFields:
    """What the new area is like, from an outline or from its middle."""
    timezone, outline = str(ground["timezone"]), ground["outline"]
    try:
        ring = read_outline(Path(outline).read_text("utf-8-sig")) if outline else None
    except (OutlineUnreadable, ValueError) as error:
        raise click.ClickException(f"{outline} can't be read as an outline") from error
    if ring is not None:
        return fields_of_outline(area_name, timezone, ring)
    centre = str(
        ground["centre"] or _ask("--centre or --outline", "Its middle (latitude, longitude)")
    )
    try:
        lat, lon = (float(part) for part in centre.split(","))
    except ValueError as error:
        raise click.ClickException(
            f"'{centre}' is not 'latitude, longitude', for example '61.83, 16.09'"
        ) from error
    return AreaFields(
        name=area_name,
        timezone=timezone,
        outline=None,
        centre_lon=lon,
        centre_lat=lat,
        zoom=DEFAULT_ZOOM,
    )


def _ask_password(given: str | None, email: str, name: str) -> str:
    """A password that can be used; asked for again while it can't, where somebody is there to ask."""
    context = (*email.replace("@", ".").split("."), *name.split())
    while True:
        password = given or _ask(
            "LJUSPUNKT_ADMIN_PASSWORD", "Password", hide_input=True, confirmation_prompt=AGAIN
        )
        weak = problems_with(password, *context)
        if not weak:
            return password
        said = f"The password can't be used: {'; '.join(WORDS[word] for word in weak)}."
        if given:
            raise click.ClickException(said)
        click.echo(said, err=True)


def _say(error: InvalidInput) -> str:
    return "; ".join(
        f"{name}: {', '.join(WORDS.get(word, word) for word in words)}"
        for name, words in error.fields.items()
    )
