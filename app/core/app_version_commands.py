"""`flask app-versions …`: the operator stops versions of the phone app, and lets them go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.core import app_versions
from app.core.app_versions import EVERY_VERSION, STOPS, WORKER
from app.core.clock import to_rfc3339
from app.core.commands import CommandGroup
from app.core.errors import AppError, InvalidInput
from app.core.web import current_clock

group = CommandGroup("app-versions", help="Stop versions of the phone app that must not go on.")


@contextmanager
def _saying_why() -> Iterator[None]:
    try:
        yield
    except InvalidInput as error:
        said = "; ".join(f"{name}: {', '.join(words)}" for name, words in error.fields.items())
        raise click.ClickException(said) from error
    except AppError as error:
        raise click.ClickException(f"{error.message} ({error.code})") from error


@group.command("block")
@click.argument("version")
@click.option("--reason", required=True, help="Why, in Swedish: phones show it.")
@click.option("--reason-en", help="Why, in English. Default: the same words.")
@click.option(
    "--stop",
    type=click.Choice(STOPS),
    default=STOPS[0],
    show_default=True,
    help="sync: the phone records on and sends nothing. code: it only shows what to do, and exports.",
)
def block(version: str, reason: str, reason_en: str | None, stop: str) -> None:
    """Stop VERSION (1.4.0, or 1.4.* for all that begin so). What phones hold stays on them."""
    with _saying_why():
        app_versions.block_version(
            version, stop, reason, reason_en or reason, current_clock().now()
        )
    click.echo(f"{version} is blocked ({stop}).")


@group.command("unblock")
@click.argument("version")
def unblock(version: str) -> None:
    """Let VERSION go on: its phones send what they hold."""
    with _saying_why():
        app_versions.unblock_version(version, current_clock().now())
    click.echo(f"{version} is no longer blocked.")


@group.command("list")
def list_all() -> None:
    """What is stopped, and why."""
    for each in app_versions.list_blocks():
        click.echo(f"{each.version}\t{each.stop}\t{to_rfc3339(each.blocked_at)}\t{each.reason_sv}")


@group.command("worker")
@click.argument("state", type=click.Choice(["off", "on"]))
@click.option("--reason", help="Why it is off.")
def worker(state: str, reason: str | None) -> None:
    """Take the worker that opens the app offline away from every phone, or give it back."""
    now = current_clock().now()
    with _saying_why():
        if state == "off":
            app_versions.block_version(EVERY_VERSION, WORKER, reason or "-", reason or "-", now)
        else:
            app_versions.unblock_version(EVERY_VERSION, now)
    click.echo(f"The worker is {state}.")
