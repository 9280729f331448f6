"""The tiles we chose, and why; docs/compiler-kernels.md has the measurements."""

from __future__ import annotations

from readroom_compiler.schedule.linear import TeamTile
from readroom_compiler.schedule.shapes import LinearShape

# Rows so short that a team would have nothing to share are walked by single threads, without a barrier.
_SHORT = 16
# From here on a row keeps eight lanes busy: 128 bytes at a time.
_LONG = 128
# A matrix with this many rows fills a GPU also when each lane takes four of them.
_MANY_ROWS = 2048


def one_token(shape: LinearShape) -> TeamTile:
    """Bound by memory: lanes side by side on a row, so that one instruction reads 64 or 128 bytes."""
    rows = 4 if shape.rows >= _MANY_ROWS else 2
    if shape.loads <= _SHORT:
        return TeamTile(lanes=1, teams=32, rows=rows, tokens=1)
    if shape.loads < _LONG:
        return TeamTile(lanes=4, teams=16, rows=rows, tokens=1)
    return TeamTile(lanes=8, teams=8, rows=rows, tokens=1)


def several_tokens(shape: LinearShape) -> TeamTile:
    """Bound by arithmetic: a thread alone on four rows and eight tokens, no shared memory, no barrier."""
    return TeamTile(lanes=1, teams=32, rows=4, tokens=8)
