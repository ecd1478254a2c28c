"""Somebody at the desk as the server meets them: pages fetched and forms sent over the test client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.service import load_actor, open_session
from app.core.access import Actor
from app.core.database import db, write_transaction
from tests.support.builders import PEOPLE, email_of

VOID = frozenset(("meta", "link", "input", "br", "hr", "img", "path", "circle", "rect", "option"))


@dataclass
class Element:
    """A tag with its attributes and the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number].tag == tag:
                del self.open[number:]
                return

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


@dataclass
class Page:
    """An answer as HTML; of a file its bytes."""

    status: int
    content: bytes
    headers: dict[str, str]
    html: str = field(init=False)
    elements: list[Element] = field(init=False)

    def __post_init__(self) -> None:
        self.html = self.content.decode(errors="replace")
        reader = _Reader()
        reader.feed(self.html if self.headers["Content-Type"].startswith("text/") else "")
        self.elements = reader.elements

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every such element: `page.all("input", name="version")`."""
        return [
            each
            for each in self.elements
            if each.tag == tag
            and all(each.attributes.get(n.strip("_")) == v for n, v in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]

    def value(self, name: str) -> str:
        """What the field of this name shows."""
        for element in self.elements:
            if element.attributes.get("name") != name:
                continue
            if element.tag == "textarea":
                return element.text.removeprefix("\n")
            if element.tag == "select":
                return self._chosen(element)
            return element.attributes.get("value", "")
        raise AssertionError(f"no field {name}")

    def _chosen(self, select: Element) -> str:
        after = self.elements[self.elements.index(select) + 1 :]
        for option in after:
            if option.tag != "option":
                break
            if "selected" in option.attributes:
                return option.attributes["value"]
        return ""

    @property
    def text(self) -> str:
        """All words of the page's main part, with single spaces."""
        return " ".join(self.one("main").text.split())

    @property
    def problems(self) -> list[str]:
        """The errors at the fields."""
        return [" ".join(each.text.split()) for each in self.all("p", class_="problem")]


class Desk:
    """A browser at the desk. Without a name nobody is signed in."""

    def __init__(self, app: Flask, name: str | None = None) -> None:
        self.app, self.name = app, name
        self.client = app.test_client()
        self.token = ""
        if name is not None:
            self._sign_in(name)

    def _sign_in(self, name: str) -> None:
        with self.app.app_context(), write_transaction() as connection:
            token = open_session(
                connection,
                PEOPLE[name].id,
                self.app.clock.now(),  # type: ignore[attr-defined]
                self.app.settings.session_lifetime,  # type: ignore[attr-defined]
            )
        with self.client.session_transaction() as session:
            session["_user_id"] = token
        self.token = self.open("/profile").value("csrf_token")

    def open(self, path: str, **headers: str) -> Page:
        """The page at this address."""
        return self._page(self.client.get(path, headers=self._headers(headers)))

    def send(self, path: str, follow: bool = False, **fields: Any) -> Page:
        """The answer to a form with these fields and the token."""
        data = {"csrf_token": self.token} | fields
        return self._page(
            self.client.post(path, data=data, headers=self._headers({}), follow_redirects=follow)
        )

    def _headers(self, given: dict[str, str]) -> dict[str, str]:
        return {"Accept": "text/html", "Accept-Language": "sv"} | {
            name.replace("_", "-"): value for name, value in given.items()
        }

    @staticmethod
    def _page(response: Any) -> Page:
        page = Page(response.status_code, response.get_data(), dict(response.headers))
        response.close()
        return page


@contextmanager
def acting(app: Flask, name: str) -> Iterator[tuple[Session, Actor, datetime]]:
    """A session that commits at the end, the actor, and now: what services take."""
    with app.app_context():
        actor = load_actor(email_of(name))
        with Session(db.engine) as session:
            yield session, actor, app.clock.now()  # type: ignore[attr-defined]
            session.commit()
