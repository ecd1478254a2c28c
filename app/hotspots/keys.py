"""Columns of text as integers: each distinct text once, and for every row its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np

from app.hotspots.columns import Bools, Ints, count_by


class Keys(Sequence[Any]):
    """A column of text, or None, as `words[code]`; to everybody who asks it is a sequence like any other.

    No word stands twice; some may be in no row.
    """

    __slots__ = ("code", "words")

    def __init__(self, words: Sequence[str | None], code: Ints) -> None:
        self.words = words
        self.code = code

    def __len__(self) -> int:
        return len(self.code)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Keys: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Keys(self.words, self.code[index])
        return self.words[self.code[index]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.tolist() == list(other)

    __hash__ = None  # type: ignore[assignment]

    def tolist(self) -> list[Any]:
        """The texts themselves; rows with the same text share it."""
        words = np.empty(len(self.words), object)
        words[:] = self.words
        found: list[Any] = words[self.code].tolist()
        return found

    def where(self, rows: Bools | Ints) -> Keys:
        """These rows, in their order."""
        return Keys(self.words, self.code[rows])

    def used(self) -> list[str | None]:
        """The words that are in any row."""
        there = count_by(self.code, len(self.words)) > 0
        return [word for word, used in zip(self.words, there.tolist(), strict=True) if used]

    def find(self, position: Mapping[Any, int], otherwise: int) -> Ints:
        """For each row where its word stands, or what stands for "nowhere"."""
        table = np.fromiter(
            (position.get(word, otherwise) for word in self.words), np.int64, len(self.words)
        )
        return table[self.code]

    def holds(self, wanted: Callable[[Any], bool]) -> Bools:
        """Which rows have a word of which this is true; asked once of each word."""
        table = np.fromiter((wanted(word) for word in self.words), bool, len(self.words))
        return table[self.code]

    def rename(self, name: Callable[[Any], Any]) -> Keys:
        """The same rows with other words; asked once of each word."""
        return as_keys([name(word) for word in self.words]).where(self.code)


class Numbering(dict[Any, int]):
    """Gives each text a number when it is asked for first."""

    def __missing__(self, text: Any) -> int:
        number = self[text] = len(self)
        return number

    def encode(self, texts: Sequence[Any]) -> Ints:
        """The number of each."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts))


def as_keys(column: Sequence[str | None]) -> Keys:
    """The column as keys, if it is not that already."""
    if isinstance(column, Keys):
        return column
    numbering = Numbering()
    code = numbering.encode(column)
    return Keys(list(numbering), code)


def encode_keys(*columns: Sequence[str]) -> tuple[list[str], list[Ints]]:
    """The distinct keys in sorted order, and each column as positions in them.

    Sorted, so that the codes depend on which keys there are and never on the order of the rows.
    """
    found = [as_keys(column) for column in columns]
    keys: list[Any] = sorted({word for each in found for word in each.used()})
    position = {key: code for code, key in enumerate(keys)}
    return keys, [each.find(position, -1) for each in found]


def patrol_keys(patrol_ids: Sequence[str | None], reporters: Sequence[str]) -> Keys:
    """The patrol of each row; a row without one is a patrol of its reporter's own."""
    patrols, people = as_keys(patrol_ids), as_keys(reporters)
    alone = patrols.holds(lambda word: word is None)
    if not alone.any():
        return patrols
    words = [*patrols.words, *(f"\0{reporter}" for reporter in people.words)]
    return Keys(words, np.where(alone, len(patrols.words) + people.code, patrols.code))


class Picked(Sequence[str]):
    """Some rows of a column, looked up when they are asked for."""

    def __init__(self, column: Sequence[str], rows: Ints) -> None:
        self._column, self._rows = column, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Picked: ...
    def __getitem__(self, index: int | slice) -> str | Picked:
        if isinstance(index, slice):
            return Picked(self._column, self._rows[index])
        found: str = self._column[int(self._rows[index])]
        return found
