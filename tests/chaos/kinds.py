"""What a named fault is; each is in `KINDS` under its name, in the order in which the dice see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.phones import ChaosPhone
from tests.chaos.world import World

Happening = Callable[[World, ChaosPhone, int], str]


@dataclass(frozen=True)
class Kind:
    """One kind of trouble. `begin` and `end` answer what there is to say in the trace."""

    begin: Happening
    end: Happening
    #: It needs the server's process or its database, so a TARGET elsewhere is spared.
    needs_house: bool = False


KINDS: dict[str, Kind] = {}


def nothing(_world: World, _phone: ChaosPhone, _dice: int) -> str:
    """The end of what is over by itself."""
    return "over"
