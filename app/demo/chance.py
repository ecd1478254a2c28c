"""Chance that repeats: every draw and every id follows from the seed and from what it is for."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from math import exp
from random import Random

DEFAULT_SEED = 20261123


def chance_of(seed: int, *what: object) -> Random:
    """A source of chance of its own for this: what is drawn for one day moves nothing on another."""
    return Random("\x1f".join(map(str, (seed, *what))))  # noqa: S311  a simulation, not a secret


def seeded_id(seed: int, at: datetime, *what: object) -> str:
    """A UUIDv7 whose time is `at` and whose random part follows from the seed and from what it names."""
    text = "\x1f".join(map(str, (seed, *what)))
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest()[:10])
    value = (int(at.timestamp() * 1000) & (1 << 48) - 1) << 80 | digest
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def draw_poisson(chance: Random, mean: float) -> int:
    """A Poisson number (Knuth's product of uniforms: right for the small means of a visit)."""
    limit, product, count = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def choose(chance: Random, weights: Mapping[str, float]) -> str:
    """One of the keys, as often as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]
