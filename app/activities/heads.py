"""Head counts added up: by sex and by age band, never by person. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

GROUPS = ("girls", "boys", "other")
BANDS = ("10-12", "13-15", "16-19", "20-25")
Heads = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many came: (group, band) -> heads."""

    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    def of_group(self, group: str) -> int:
        return sum(count for (its, _), count in self.cells.items() if its == group)

    def of_band(self, band: str) -> int:
        return sum(count for (_, its), count in self.cells.items() if its == band)

    def cell(self, group: str, band: str) -> int:
        return self.cells.get((group, band), 0)


def read_heads(stored: str | None) -> HeadCount:
    """The heads that a check-in's column holds as JSON."""
    heads: Heads = json.loads(stored) if stored else {}
    return HeadCount(
        {(group, band): count for group, bands in heads.items() for band, count in bands.items()}
    )


def add_heads(counts: Iterable[HeadCount]) -> HeadCount:
    """All of them together."""
    total: Counter[tuple[str, str]] = Counter()
    for count in counts:
        total.update(count.cells)
    return HeadCount(dict(total))
