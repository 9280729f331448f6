"""From logits to a token: each function against its definition."""

from collections.abc import Callable

import numpy as np
import pytest
from native import NativeModel, tensor
from reference import ReferenceLlama

Compiled = Callable[[str], tuple[NativeModel, ReferenceLlama]]
# 300 tokens: neither a power of two nor a whole number of workgroups.
KIND = "gqa-scaled q8f16_1 float32"
VOCABULARY = 300
RULED_OUT = np.finfo(np.float32).min


@pytest.fixture
def call(compiled: Compiled) -> Callable[..., object]:
    """Calls a function of the library with NumPy arrays."""
    model, _ = compiled(KIND)

    def run(name: str, *arrays: np.ndarray) -> object:
        return model.machine[name](*[tensor(array) for array in arrays])

    return run


def random_logits(rows: int, seed: int) -> np.ndarray:
    return (4 * np.random.default_rng(seed).standard_normal((rows, VOCABULARY))).astype(np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("temperature", [0.1, 0.7, 1.0, 2.5])
def test_softmax_with_temperature_is_the_softmax_of_the_scaled_logits(
    call: Callable[..., object], rows: int, temperature: float
) -> None:
    logits = random_logits(rows, 1)
    result = call("softmax_with_temperature", logits[:, None], np.full(rows, temperature, np.float32)).numpy()
    assert result.shape == (rows, 1, VOCABULARY)
    assert np.abs(result[:, 0] - softmax(logits / temperature)).max() < 1e-6


@pytest.mark.parametrize("temperature", [0.0, 1e-6])
def test_at_temperature_zero_all_probability_is_the_likeliest_tokens(
    call: Callable[..., object], temperature: float
) -> None:
    logits = random_logits(1, 2)
    result = call("softmax_with_temperature", logits[:, None], np.full(1, temperature, np.float32)).numpy()
    expected = np.zeros(VOCABULARY)
    expected[logits[0].argmax()] = 1
    assert np.array_equal(result[0, 0], expected)


def test_ruled_out_tokens_get_no_probability_and_nothing_becomes_nan(call: Callable[..., object]) -> None:
    logits = random_logits(1, 3)
    logits[0, ::2] = RULED_OUT
    result = call("softmax_with_temperature", logits[:, None], np.full(1, 0.5, np.float32)).numpy()[0, 0]
    assert np.all(result[::2] == 0)
    allowed = np.where(logits == RULED_OUT, -np.inf, logits)
    assert np.abs(result - softmax(allowed / 0.5)[0]).max() < 1e-6


@pytest.mark.parametrize("rows", [1, 4])
def test_argsort_orders_all_probabilities_and_keeps_equal_ones_by_id(
    call: Callable[..., object], rows: int
) -> None:
    probabilities = softmax(random_logits(rows, 4)).astype(np.float32)
    probabilities[:, 10:60] = probabilities[:, :1]  # 51 equal ones
    values, ids = call("argsort_probs", probabilities)
    expected = np.argsort(-probabilities, axis=-1, kind="stable")
    assert np.array_equal(ids.numpy(), expected)
    assert np.array_equal(values.numpy(), np.take_along_axis(probabilities, expected, axis=-1))


def test_argsort_takes_rows_that_are_already_ordered_either_way_or_all_equal(
    call: Callable[..., object],
) -> None:
    rising = np.arange(VOCABULARY, dtype=np.float32)
    rows = np.stack([rising, rising[::-1], np.ones_like(rising)])
    _, ids = call("argsort_probs", rows)
    assert np.array_equal(ids.numpy(), np.argsort(-rows, axis=-1, kind="stable"))


def nucleus(values: np.ndarray, top_p: float) -> int:
    """How many of the sorted probabilities it takes to hold top_p."""
    return int(np.searchsorted(np.cumsum(values.astype(np.float64)), top_p - 1e-9) + 1)


def draw(call: Callable[..., object], row: np.ndarray, top_p: float, uniform: np.ndarray) -> np.ndarray:
    """Sorted probabilities [vocabulary] -> the id drawn for each uniform number; ids are positions + 1000."""
    ids = (np.arange(row.size, dtype=np.int32) + 1000)[None]
    rows = np.zeros(uniform.size, np.int32)
    drawn = call("sample_with_top_p", row[None], ids, uniform, rows, np.array([top_p], np.float32))
    return drawn.numpy() - 1000


@pytest.mark.parametrize("top_p", [1e-5, 0.1, 0.5, 0.9, 0.99, 1.0])
def test_top_p_draws_follow_the_probabilities_within_the_nucleus(
    call: Callable[..., object], top_p: float
) -> None:
    row = np.sort(softmax(random_logits(1, 5) / 2)[0])[::-1].astype(np.float32)
    count = 200_000
    uniform = np.random.default_rng(6).random(count, dtype=np.float32)
    drawn = draw(call, row, top_p, uniform)
    size = min(nucleus(row, top_p), row.size)
    assert drawn.max() < size
    shares = row[:size].astype(np.float64) / row[:size].sum(dtype=np.float64)
    # Pearson's test over tokens expected at least ten times; the rest count as one cell.
    often = shares * count >= 10
    expected = np.append(shares[often], shares[~often].sum()) * count
    seen = np.bincount(drawn, minlength=size)
    observed = np.append(seen[often], seen[~often].sum())
    cells = expected > 0
    statistic = ((observed - expected)[cells] ** 2 / expected[cells]).sum()
    freedom = cells.sum() - 1
    # Four deviations above the mean of the chi-square distribution: by chance once in some 10,000 seeds.
    assert statistic <= freedom + 4 * np.sqrt(2 * freedom)


@pytest.mark.parametrize("top_p", [0.3, 0.75, 1.0])
def test_top_p_draws_the_token_at_which_the_running_sum_passes_the_uniform_number(
    call: Callable[..., object], top_p: float
) -> None:
    # Powers of two and few of them: every sum is exact, so borders can be hit.
    row = np.zeros(VOCABULARY, np.float32)
    row[:4] = [0.5, 0.25, 0.125, 0.125]
    uniform = np.linspace(0, 1, 64, endpoint=False, dtype=np.float32)
    size = {0.3: 1, 0.75: 2, 1.0: 4}[top_p]
    sums = np.cumsum(row[:size])
    expected = np.searchsorted(sums, uniform * sums[-1], side="right")
    assert draw(call, row, top_p, uniform).tolist() == expected.tolist()


def test_each_sample_reads_the_row_and_top_p_it_names(call: Callable[..., object]) -> None:
    rows = np.zeros((3, VOCABULARY), np.float32)
    rows[0, 0], rows[1, :2], rows[2, :4] = 1, 0.5, 0.25
    ids = np.tile(np.arange(VOCABULARY, dtype=np.int32), (3, 1)) + np.array([[0], [1000], [2000]], np.int32)
    uniform = np.array([0.9, 0.9, 0.9, 0.1], np.float32)
    row_of = np.array([2, 1, 0, 2], np.int32)
    top_p = np.array([1, 0.4, 1], np.float32)
    drawn = call("sample_with_top_p", rows, ids, uniform, row_of, top_p).numpy()
    assert drawn.tolist() == [2003, 1000, 0, 2000]


def test_a_flat_distribution_over_several_chunks_is_drawn_to_its_end(call: Callable[..., object]) -> None:
    row = np.full(VOCABULARY, 1 / VOCABULARY, np.float32)
    uniform = np.array([0, 0.5, 0.86, np.nextafter(np.float32(1), np.float32(0))], np.float32)
    assert draw(call, row, 1.0, uniform).tolist() == [0, 150, 258, 299]


def test_logit_bias_is_added_to_the_named_tokens_only(compiled: Compiled) -> None:
    logits = random_logits(2, 7)
    ids, rows = np.array([3, 299, 3], np.int32), np.array([0, 1, 1], np.int32)
    bias = np.array([5, -7.5, 100], np.float32)
    expected = logits.copy()
    expected[rows, ids] += bias
    assert np.array_equal(in_place(compiled, "apply_logit_bias_inplace", logits, rows, ids, bias), expected)


def test_penalties_lower_seen_tokens_by_presence_count_and_repetition(compiled: Compiled) -> None:
    logits = random_logits(2, 8)
    rows = np.array([1], np.int32)  # only the second row
    ids = np.array([0, 17, 298, 299], np.int32)
    counts = np.array([1, 3, 0, 2], np.int32)
    penalty = np.array([[0.6, 0.25, 1.3]], np.float32)
    expected = logits.copy()
    for token, count in zip(ids, counts, strict=True):
        if count:
            value = expected[1, token] - np.float32(0.6) - np.float32(count) * np.float32(0.25)
            expected[1, token] = value * np.float32(1.3) if value < 0 else value / np.float32(1.3)
    result = in_place(
        compiled, "apply_penalty_inplace", logits, rows, np.zeros(4, np.int32), ids, counts, penalty
    )
    assert np.abs(result - expected).max() < 1e-6
    assert (result != logits).sum() == 3


def test_the_bitmask_rules_out_tokens_whose_bit_is_not_set(compiled: Compiled) -> None:
    logits = random_logits(2, 9)
    allowed = np.random.default_rng(10).random((2, VOCABULARY)) < 0.5
    words = -(-VOCABULARY // 32)
    bits = np.zeros((2, words * 32), np.uint64)
    bits[:, :VOCABULARY] = allowed
    mask = (bits.reshape(2, words, 32) << np.arange(32, dtype=np.uint64)).sum(axis=-1).astype(np.uint32)
    result = in_place(compiled, "apply_bitmask_inplace", logits, np.array([0], np.int32), mask.view(np.int32))
    assert np.array_equal(result[0], np.where(allowed[0], logits[0], RULED_OUT))
    assert np.array_equal(result[1], logits[1])


def in_place(compiled: Compiled, name: str, logits: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """Calls a function that changes its first argument, as web-llm does; what became of it."""
    model, _ = compiled(KIND)
    changed = tensor(logits)
    # A kernel and no Relax function: it is in an imported module, where web-llm's runtime looks too.
    function = model.machine.module.get_function(name, query_imports=True)
    function(changed, *[tensor(other) for other in others])
    return changed.numpy()
