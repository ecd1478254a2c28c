"""docs/acceptance.md names what is there: tests, make targets, commands."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "acceptance.md").read_text()


def test_every_test_that_the_page_names_exists():
    named = set(re.findall(r"`((?:tests|static/pwa/tests)/[\w/.]+)`", PAGE))
    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_every_browser_test_is_named():
    files = (ROOT / "tests" / "browser").glob("test_*.py")
    assert [each.name for each in files if f"tests/browser/{each.name}" not in PAGE] == []


def test_every_make_target_that_the_page_names_exists():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make ([\w-]+)`", PAGE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_that_the_page_names_exists(app: Flask):
    named = re.findall(r"flask --app wsgi ([\w-]+) ([\w-]+)", PAGE)
    assert len(named) > 3
    for group_name, command_name in named:
        group = app.cli.commands[group_name]
        assert isinstance(group, click.Group), group_name
        assert command_name in group.commands, (group_name, command_name)
