"""How well the rules for free text find what they look for: `python -m tests.core.free_text_measure` prints it.

`own` was written together with the rules; each of the others by somebody who had not seen them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.free_text import find_personal

FOLDER = Path(__file__).with_name("free_text")
CORPORA = ("own", "blind1", "blind2", "blind3")


@dataclass
class Figures:
    """Counts over the kinds of all texts, and the texts in which something was wrong."""

    found: int = 0
    too_many: int = 0
    missed: int = 0
    wrong: list[tuple[str, list[str], list[str]]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.too_many)

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed)


def read_cases(name: str) -> list[dict[str, Any]]:
    """The texts of a corpus, each with the kinds of what may point out a person in it."""
    cases: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text())["cases"]
    return cases


def measure(name: str) -> Figures:
    """The rules held to one corpus."""
    figures = Figures()
    for case in read_cases(name):
        wanted, got = set(case["kinds"]), {each.kind for each in find_personal(case["text"])}
        figures.found += len(got & wanted)
        figures.too_many += len(got - wanted)
        figures.missed += len(wanted - got)
        if got != wanted:
            figures.wrong.append((case["text"], sorted(wanted), sorted(got)))
    return figures


def main() -> None:
    """Print precision and recall for each corpus."""
    for name in CORPORA:
        figures = measure(name)
        print(
            f"{name}: {len(read_cases(name))} texts, precision {figures.precision:.3f}, "
            f"recall {figures.recall:.3f}"
        )
        for text, wanted, got in figures.wrong:
            print(f"  {text!r}: wanted {wanted}, found {got}")


if __name__ == "__main__":
    main()
