"""Half-open intervals of time `[start, end)` in milliseconds, many at once, each belonging to a group (any integer)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints, compact

_WIDEST = 1 << 61


class Spans(NamedTuple):
    """Time without overlap, by group and start."""

    group: Ints
    start: Ints
    end: Ints
    first: Ints  # for each span, the given interval that opens it
    member: Ints  # for each given interval, the span that it is part of


def union_intervals(group: Ints, start: Ints, end: Ints) -> Spans:
    """The same time in each group without overlap; intervals that touch become one."""
    if not len(group):
        return Spans(group, start, end, group, group)
    # Groups one after the other on a single line, far enough apart not to touch.
    apart = int(end.max()) - int(start.min()) + 2
    line = _line(group, start, int(start.min()), apart)
    order = np.argsort(line, kind="stable")
    line_start, top = line[order], start[order]
    reach = np.maximum.accumulate(line_start + (end[order] - top))
    opens = np.concatenate([[True], line_start[1:] > reach[:-1]])
    at = np.flatnonzero(opens)
    last = np.append(at[1:], len(order)) - 1
    member = np.empty(len(order), np.int64)
    member[order] = np.cumsum(opens) - 1
    first = order[at]
    return Spans(
        group[first], start[first], top[at] + (reach[last] - line_start[at]), first, member
    )


def _line(group: Ints, at: Ints, origin: int, apart: int) -> Ints:
    """One number for each group and instant, rising with the group and then the instant."""
    rank: Ints = group - group.min()
    if int(rank.max()) * apart > _WIDEST:
        rank = compact(group)
    line: Ints = rank * apart + (at - origin)
    return line


def split_intervals(start: Ints, end: Ints, edges: Ints) -> tuple[Ints, Ints, Ints]:
    """`(row, start, end)`: each interval cut at the rising edges; what lies outside them is gone."""
    start, end = (np.clip(times, edges[0], edges[-1]) for times in (start, end))
    first = np.searchsorted(edges, start, side="right") - 1
    count = np.where(end > start, np.searchsorted(edges, end, side="left") - first, 0)
    row = np.repeat(np.arange(len(start)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    piece = first[row] + step
    return row, np.maximum(start[row], edges[piece]), np.minimum(end[row], edges[piece + 1])


def share_overlap(group: Ints, start: Ints, end: Ints) -> Floats:
    """Milliseconds of each interval, where k of one group at the same time get a k-th each.

    Their sum over a group is the length of its union.
    """
    count = len(group)
    groups = np.concatenate([group, group])
    times = np.concatenate([start, end])
    order = np.lexsort((times, groups))
    depth = np.cumsum(np.where(order < count, 1, -1))[:-1]
    passed = np.where(depth > 0, np.diff(times[order]), 0) / np.maximum(depth, 1)
    clock = np.empty(2 * count)
    clock[order] = np.concatenate([np.zeros(min(count, 1)), np.cumsum(passed)])
    return clock[count:] - clock[:count]


def is_near(group: Ints, at: Ints, spans: Spans, within_ms: int) -> Bools:
    """Whether each instant lies in a span of its own group or at most `within_ms` from one."""
    if not len(spans.group) or not len(group):
        return np.zeros(len(group), bool)
    groups = np.concatenate([spans.group, group])
    times = np.concatenate([spans.start, at])
    apart = int(times.max()) - int(times.min()) + 1
    line = _line(groups, times, int(times.min()), apart)
    after = np.searchsorted(line[: len(spans.group)], line[len(spans.group) :], side="right")
    before, after = np.maximum(after - 1, 0), np.minimum(after, len(spans.group) - 1)
    left = (spans.group[before] == group) & (spans.start[before] <= at)
    left &= at - spans.end[before] <= within_ms
    right = (spans.group[after] == group) & (spans.start[after] > at)
    right &= spans.start[after] - at <= within_ms
    return np.asarray(left | right, bool)


def covered_ms(group: Ints, start: Ints, end: Ints) -> int:
    """Milliseconds in the union of each group, summed."""
    spans = union_intervals(group, start, end)
    return int((spans.end - spans.start).sum())
