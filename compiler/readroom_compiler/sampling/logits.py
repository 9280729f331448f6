"""Changes of logits in place, before sampling, with the arguments that web-llm passes.

A logit ruled out becomes the most negative float32: of infinities WGSL promises nothing.
"""

from tvm import tirx
from tvm.script import tirx as T

from readroom_compiler.sampling.loops import THREADS, attributes, groups, threads

_RULED_OUT = -3.4028234663852886e38


def logit_bias() -> tirx.PrimFunc:
    """logits [rows, vocabulary], rows of tokens [n], token ids [n], biases [n]: logit += bias."""

    @T.prim_func(s_tir=True)
    def apply_logit_bias_inplace(a: T.handle, b: T.handle, c: T.handle, d: T.handle):
        T.func_attr(attributes())
        rows, vocabulary, n = T.int64(), T.int64(), T.int64()
        logits = T.match_buffer(a, (rows, vocabulary), "float32")
        row_of = T.match_buffer(b, (n,), "int32")
        ids = T.match_buffer(c, (n,), "int32")
        bias = T.match_buffer(d, (n,), "float32")
        for group in groups(n):
            for thread in threads():
                with T.sblock("token"):
                    at = T.axis.spatial(n, group * THREADS + thread)
                    T.where(group * THREADS + thread < n)
                    logits[row_of[at], ids[at]] = logits[row_of[at], ids[at]] + bias[at]

    return apply_logit_bias_inplace


def penalties() -> tirx.PrimFunc:
    """logits, sequences' rows [s], tokens' sequence [n], ids [n], counts [n], penalties [s, 3].

    The three are presence, frequency and repetition: logit -= presence + count * frequency, and then a
    positive logit is divided by repetition and a negative one multiplied (Keskar et al. 2019).
    """

    @T.prim_func(s_tir=True)
    def apply_penalty_inplace(a: T.handle, b: T.handle, c: T.handle, d: T.handle, e: T.handle, f: T.handle):
        T.func_attr(attributes())
        rows, vocabulary, sequences, n = T.int64(), T.int64(), T.int64(), T.int64()
        logits = T.match_buffer(a, (rows, vocabulary), "float32")
        row_of = T.match_buffer(b, (sequences,), "int32")
        sequence_of = T.match_buffer(c, (n,), "int32")
        ids = T.match_buffer(d, (n,), "int32")
        counts = T.match_buffer(e, (n,), "int32")
        penalty = T.match_buffer(f, (sequences, 3), "float32")
        for group in groups(n):
            for thread in threads():
                with T.sblock("token"):
                    at = T.axis.spatial(n, group * THREADS + thread)
                    T.where(group * THREADS + thread < n)
                    logit = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    # What is ruled out stays so: scaled further it would leave float32.
                    if counts[at] > 0 and logits[row_of[sequence_of[at]], ids[at]] > T.float32(_RULED_OUT / 4):
                        logit[0] = (
                            logits[row_of[sequence_of[at]], ids[at]]
                            - penalty[sequence_of[at], 0]
                            - T.Cast("float32", counts[at]) * penalty[sequence_of[at], 1]
                        )
                        if logit[0] < T.float32(0):
                            logit[0] = logit[0] * penalty[sequence_of[at], 2]
                        else:
                            logit[0] = logit[0] / penalty[sequence_of[at], 2]
                        logits[row_of[sequence_of[at]], ids[at]] = logit[0]

    return apply_penalty_inplace


def bitmask() -> tirx.PrimFunc:
    """logits [rows, vocabulary], rows to mask [s], mask int32 [rows, words]: a bit of 0 rules a token out."""

    @T.prim_func(s_tir=True)
    def apply_bitmask_inplace(a: T.handle, b: T.handle, c: T.handle):
        T.func_attr(attributes())
        rows, vocabulary, sequences, words = T.int64(), T.int64(), T.int64(), T.int64()
        logits = T.match_buffer(a, (rows, vocabulary), "float32")
        row_of = T.match_buffer(b, (sequences,), "int32")
        mask = T.match_buffer(c, (rows, words), "int32")
        for group in groups(sequences * vocabulary):
            for thread in threads():
                with T.sblock("token"):
                    at = T.axis.spatial(sequences * vocabulary, group * THREADS + thread)
                    T.where(group * THREADS + thread < sequences * vocabulary)
                    if (
                        (
                            mask[row_of[at // vocabulary], at % vocabulary // 32]
                            >> T.Cast("int32", at % vocabulary % 32)
                        )
                        & 1
                    ) == 0:
                        logits[row_of[at // vocabulary], at % vocabulary] = T.float32(_RULED_OUT)

    return apply_bitmask_inplace


LOGIT_FUNCTIONS = {
    "apply_logit_bias_inplace": logit_bias,
    "apply_penalty_inplace": penalties,
    "apply_bitmask_inplace": bitmask,
}
