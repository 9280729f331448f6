"""Dequantize and multiply in one kernel: packed weights go straight from storage into registers.

A team of lanes shares `rows` rows of the matrix and walks along them in 16-byte loads, lane beside lane, so
that a team reads whole memory lines. Each lane keeps `rows` x `tokens` float32 sums; then one barrier, the
sums of a team are added up and the epilogue is applied. One barrier in all: on a software adapter barriers
are what costs, on a GPU the loads are.
"""

from __future__ import annotations

from dataclasses import dataclass

from tvm import tirx
from tvm.ir import Var
from tvm.script.ir_builder import tirx as T

from readroom_compiler.halves import read_float32
from readroom_compiler.quantized import GROUP
from readroom_compiler.schedule.builder import (
    Index,
    barrier,
    ceil_div,
    dot_four,
    four,
    launch,
    load_four,
    loop,
    registers,
    store,
    store_four,
    when,
    workgroup,
    zero,
)
from readroom_compiler.schedule.epilogue import finish
from readroom_compiler.schedule.shapes import LANES, WORD_BITS, LinearBuffers, LinearShape

# WebGPU promises 65,535 workgroups along an axis.
MAX_GROUPS = 65_535


@dataclass(frozen=True)
class TeamTile:
    """How the work of one workgroup is cut."""

    lanes: int  # that share a row
    teams: int  # in a workgroup
    rows: int  # of the matrix, per team
    tokens: int  # per team

    @property
    def threads(self) -> int:
        return self.lanes * self.teams

    @property
    def sums(self) -> int:
        """Of one lane."""
        return self.rows * self.tokens


def four_levels(word: tirx.Expr, first: int, shape: LinearShape) -> tirx.Expr:
    """Levels `first` to `first + 3` of a word as a float32x4 around zero."""
    shifts = tirx.Ramp(_bits(first * shape.bits), _bits(shape.bits), LANES)
    mask = tirx.Broadcast(_bits(2**shape.bits - 1), LANES)
    levels = (tirx.Broadcast(word, LANES) >> shifts) & mask
    return levels.astype(f"float32x{LANES}") - tirx.Broadcast(tirx.const(float(shape.zero), "float32"), LANES)


def _bits(value: int) -> tirx.Expr:
    return tirx.const(value, "uint32")


class TeamKernel:
    """Writes the kernel's body."""

    def __init__(self, shape: LinearShape, tile: TeamTile, buffers: LinearBuffers, count: Index) -> None:
        self.shape, self.tile, self.buffers, self.count = shape, tile, buffers, count
        self.folded = shape.rows // shape.width  # 2 for gate and up, else 1
        self.outputs = tile.rows // self.folded  # of a team, per token
        self.span = tile.teams * self.outputs  # columns of the result in a workgroup

    def write(self) -> None:
        shape, tile = self.shape, self.tile
        groups, rows = ceil_div(shape.width, self.span), ceil_div(self.count, tile.tokens)
        assert groups <= MAX_GROUPS, f"{shape.width} columns need {groups} workgroups along one axis"
        # Token tiles along x, which GPUs start first: workgroups that run together share rows of the matrix.
        with launch(rows, groups, tile.threads) as (by, bx, tx):
            total = registers("total", tile.sums)
            for i in range(tile.sums):
                store(total, [i], zero())
            team, lane = tx // tile.lanes, tx % tile.lanes
            self._walk(total, bx, by, team, lane)
            if tile.lanes == 1:
                for i in range(self.outputs * tile.tokens):
                    row, token = i % self.outputs, i // self.outputs
                    rows_apart = [row + f * self.outputs for f in range(self.folded)]
                    parts = [total[r * tile.tokens + token] for r in rows_apart]
                    self._finish(parts, bx, by, team * self.outputs + row, token)
            else:
                self._gather(total, bx, by, tx)

    def _column(self, bx: Var, at: Index) -> tirx.Expr:
        """A column of the result, kept inside it where the last workgroup overhangs."""
        column = bx * self.span + at
        return column if self.shape.width % self.span == 0 else tirx.min(column, self.shape.width - 1)

    def _walk(self, total: Var, bx: Var, by: Var, team: Index, lane: Index) -> None:
        """Adds this lane's share of every row times every token to `total`."""
        shape, tile, tensors = self.shape, self.tile, self.buffers
        words = registers("words", tile.rows * LANES, "uint32")
        numbers = registers("numbers", tile.tokens * LANES, shape.activation)
        weights, scale = registers("weights", LANES), registers("scale", 1)
        group_sum = registers("group_sum", tile.sums)  # not yet scaled
        per_word, quads = WORD_BITS // shape.bits, shape.per_load // LANES
        rows, tokens = registers("row", tile.rows, "int32"), registers("token", tile.tokens, "int32")
        for r in range(tile.rows):
            column = self._column(bx, team * self.outputs + r % self.outputs)
            store(rows, [r], column + r // self.outputs * shape.width)
        for c in range(tile.tokens):
            token = by * tile.tokens + c
            store(tokens, [c], (by if tile.tokens == 1 else tirx.min(token, self.count - 1)).astype("int32"))
        with loop(ceil_div(shape.loads, tile.lanes)) as step:
            at = step * tile.lanes + lane  # which 16-byte load of the row
            with when(True if shape.loads % tile.lanes == 0 else at < shape.loads):
                for r in range(tile.rows):
                    load_four(words, r * LANES, tensors.levels, [rows[r], at * LANES])
                for i in range(tile.sums):
                    store(group_sum, [i], zero())
                for quad in range(quads):
                    for c in range(tile.tokens):
                        load_four(numbers, c * LANES, tensors.x, [0, tokens[c], (at * quads + quad) * LANES])
                    for r in range(tile.rows):
                        at_word, first = divmod(quad * LANES, per_word)
                        store_four(weights, 0, four_levels(words[r * LANES + at_word], first, shape))
                        for c in range(tile.tokens):
                            product = dot_four(four(numbers, c * LANES, "float32"), four(weights, 0))
                            i = r * tile.tokens + c
                            store(group_sum, [i], group_sum[i] + product)
                for r in range(tile.rows):
                    group = rows[r] * (shape.columns // GROUP) + at * shape.per_load // GROUP
                    store(scale, [0], read_float32(tensors.scales, group))
                    for i in range(r * tile.tokens, (r + 1) * tile.tokens):
                        store(total, [i], total[i] + group_sum[i] * scale[0])

    def _gather(self, total: Var, bx: Var, by: Var, tx: Var) -> None:
        """Adds up what the lanes of each team hold, one thread per result."""
        tile = self.tile
        shared = workgroup("partial", tile.threads * tile.sums)
        for i in range(tile.sums):
            team, lane = tx // tile.lanes, tx % tile.lanes
            store(shared, [(team * tile.sums + i) * tile.lanes + lane], total[i])
        barrier()
        results = self.span * tile.tokens
        sums = registers("sum", self.folded)
        for turn in range(ceil_div(results, tile.threads)):
            at = turn * tile.threads + tx
            with when(True if results % tile.threads == 0 else at < results):
                column, token = at % self.span, at // self.span
                team, row = column // self.outputs, column % self.outputs
                for f in range(self.folded):
                    start = ((team * tile.rows + f * self.outputs + row) * tile.tokens + token) * tile.lanes
                    store(sums, [f], shared[start])
                    for lane in range(1, tile.lanes):
                        store(sums, [f], sums[f] + shared[start + lane])
                self._finish([sums[f] for f in range(self.folded)], bx, by, column, token)

    def _finish(self, parts: list[tirx.Expr], bx: Var, by: Var, at: Index, token: Index) -> None:
        shape, tile = self.shape, self.tile
        row, column = by * tile.tokens + token, bx * self.span + at
        inside: tirx.Expr | bool = True
        if shape.width % self.span:
            inside = column < shape.width
        if tile.tokens > 1:
            inside = row < self.count if inside is True else T.And(inside, row < self.count)
        with when(inside):
            finish(shape, self.buffers, parts, row, column)
