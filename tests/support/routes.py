"""Addresses that are compiled once a process: hundreds of tests make the same app anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]


class KeptRule(Rule):
    """A route whose function that builds its address is kept; compiling them took half of what making an app takes."""

    _kept: ClassVar[dict[Any, _Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        # All that it is compiled from: the converters are asked of the rule that it is bound to.
        key = (append_unknown, *self._trace)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]
