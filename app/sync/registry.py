"""The kinds that sync carries. Each domain package describes its own; `app/__init__.py` registers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from marshmallow import Schema
from sqlalchemy import Connection, RowMapping, Table

from app.core.access import Actor
from app.core.quicklane import compile_struct

Problem = tuple[str, dict[str, list[str]]]


class Folded(NamedTuple):
    """A payload on its way into its table, with what its times have to be corrected by, in milliseconds.

    `own_corrections_ms` are those of the fields that later operations set: each was written by its own phone's clock.
    """

    payload: Any
    correction_ms: int
    own_corrections_ms: Mapping[str, int] = MappingProxyType({})

    def correction_of(self, name: str) -> int:
        """What the field's time has to be corrected by, in milliseconds."""
        return self.own_corrections_ms.get(name, self.correction_ms)


@dataclass(frozen=True)
class Kind:
    """How operations of one kind are read, checked and kept.

    `columns` are the table's own beside RECORD_COLUMNS; `to_rows` makes their values for many payloads at once (plain
    database values). `parents` maps a payload field to the kinds whose record it names. A kind that `has_span` lasts
    from `started_at` to `ended_at`. `look_up` finds references that do not exist, and a payload's area where it names a
    place; it is asked again of an amend that changes one of the fields `looked_up`. A kind with `free_texts` has a
    field `text_kept_because`, which travels with the operation and is no part of the record.
    """

    name: str
    table: Table
    schema: type[Schema]
    record_action: str
    read_action: str
    columns: tuple[str, ...]
    to_rows: Callable[[Sequence[Folded]], list[tuple[Any, ...]]]
    to_wire: Callable[[RowMapping, Actor], dict[str, Any]]
    parents: Mapping[str, str] = field(default_factory=dict)
    has_span: bool = False
    look_up: (
        Callable[[Connection, Actor, Sequence[Any]], list[tuple[Problem | None, str | None]]] | None
    ) = None
    looked_up: frozenset[str] = frozenset()
    #: the payload's fields in which a person writes freely
    free_texts: tuple[str, ...] = ()

    @cached_property
    def create_struct(self) -> type[msgspec.Struct]:
        return compile_struct(self.schema, f"{self.name}_create")

    @cached_property
    def amend_struct(self) -> type[msgspec.Struct]:
        return compile_struct(self.schema, f"{self.name}_amend", partial=True)

    @cached_property
    def create_decoder(self) -> msgspec.json.Decoder[Any]:
        return msgspec.json.Decoder(self.create_struct)

    @cached_property
    def loader(self) -> Schema:
        return self.schema()

    @cached_property
    def patch_loader(self) -> Schema:
        return self.schema(partial=True)


@dataclass(frozen=True)
class Source:
    """What the desk makes and phones pull: `load` answers record_id -> data for those this actor may see."""

    name: str
    load: Callable[[Connection, Actor, Sequence[str]], dict[str, dict[str, Any]]]
    read_action: str
    #: whether only the owner organisation may be told (else everybody in the area)
    is_own: bool = False
    parent_table: Table | None = None
    #: called before a pull reads, in a transaction of its own: brings what is computed up to date
    refresh: Callable[[Actor], None] | None = None


class Registry:
    """The kinds and sources of one app, in the order in which parents come before children."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}
        self.sources: dict[str, Source] = {}

    def add_kind(self, kind: Kind) -> None:
        self.kinds[kind.name] = kind

    def add_source(self, source: Source) -> None:
        self.sources[source.name] = source
