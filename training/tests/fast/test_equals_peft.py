"""The fast engine computes what transformers and stock PEFT compute: losses, and derivatives of every weight."""

from functools import partial

import pytest
import torch
from peft import LoraConfig, inject_adapter_in_model
from support.tiny_base import VOCABULARY, tiny_llama
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from readroom_training.config.settings import LINEARS
from readroom_training.fast.group import FullGroup, LoraGroup
from readroom_training.fast.llama import FastLlama
from readroom_training.fast.masks import MaskPool
from readroom_training.fast.names import GROUPS, module_path, short_name
from readroom_training.fast.packing import NO_LABEL
from readroom_training.model.grid import GRIDS, round_to_grid

RANK, ALPHA = 4, 8
SHARED = 6


def _batch() -> tuple[Tensor, Tensor]:
    """Four reports of different length that begin alike; the last is all padding but for one token."""
    random = torch.Generator().manual_seed(3)
    ids = torch.randint(3, VOCABULARY, (4, 24), generator=random)
    ids[:, :SHARED] = ids[0, :SHARED]
    labels = torch.full_like(ids, NO_LABEL)
    for report, (first, last) in enumerate([(10, 24), (8, 15), (12, 13), (SHARED, SHARED + 1)]):
        labels[report, first:last] = torch.randint(3, VOCABULARY, (last - first,), generator=random)
    return ids, labels


def _reference_loss(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    taken = labels != NO_LABEL
    return cross_entropy(logits[taken], labels[taken], reduction="sum", label_smoothing=smoothing)


def _randomise_b(module: nn.Module) -> None:
    random = torch.Generator().manual_seed(5)
    for name, parameter in module.named_parameters():
        if "lora_B" in name:
            parameter.data = torch.randn(parameter.shape, generator=random) * 0.1


def _fast_lora(targets: tuple[str, ...], smoothing: float = 0.0, masks: MaskPool | None = None) -> FastLlama:
    make = partial(LoraGroup, targets=targets, rank=RANK, scale=ALPHA / RANK, masks=masks)
    fast = FastLlama(
        tiny_llama(), lambda names, weights: make(names, weights, torch.float32, None), torch.float32, None, smoothing
    )
    _randomise_b(fast)
    return fast


def _lora_weights(fast: FastLlama) -> dict[str, tuple[Tensor, Tensor]]:
    paths = {short_name(path): path for paths in GROUPS.values() for path in paths}
    return {
        module_path(layer, paths[name]): (group.lora_A[name], group.lora_B[name])
        for layer, group in fast.groups()
        for name in group.lora_A
    }


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("targets", [LINEARS, ("q_proj", "v_proj"), ("up_proj",)])
def test_lora_has_pefts_loss_and_derivatives(targets: tuple[str, ...], smoothing: float) -> None:
    fast = _fast_lora(targets, smoothing)
    reference = inject_adapter_in_model(
        LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=list(targets)), tiny_llama()
    )
    pairs = _lora_weights(fast)
    for path, (a, b) in pairs.items():
        layer = reference.get_submodule(path)
        layer.lora_A.default.weight.data.copy_(a)
        layer.lora_B.default.weight.data.copy_(b)
    ids, labels = _batch()
    loss, expected = fast(ids, labels), _reference_loss(reference(input_ids=ids).logits, labels, smoothing)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    loss.backward()
    expected.backward()
    assert len(pairs) == 2 * len(targets)
    for path, (a, b) in pairs.items():
        layer = reference.get_submodule(path)
        torch.testing.assert_close(a.grad, layer.lora_A.default.weight.grad, rtol=1e-3, atol=1e-5)
        torch.testing.assert_close(b.grad, layer.lora_B.default.weight.grad, rtol=1e-3, atol=1e-5)


def _fast_full(grid_name: str | None) -> FastLlama:
    grid = GRIDS[grid_name] if grid_name else None
    make = partial(FullGroup, targets=LINEARS)
    return FastLlama(
        tiny_llama(), lambda names, weights: make(names, weights, torch.float32, grid), torch.float32, grid, 0.0
    )


@pytest.mark.parametrize("grid_name", [None, "q4f16_1", "q8f16_1"])
def test_full_fine_tuning_has_the_models_own_loss_and_derivatives_on_the_grid(grid_name: str | None) -> None:
    """Straight through: the derivatives by the rounded weights are taken as those by the weights."""
    fast, reference = _fast_full(grid_name), tiny_llama()
    if grid_name:
        for parameter in reference.parameters():
            if parameter.dim() == 2:
                parameter.data = round_to_grid(GRIDS[grid_name], parameter.data)
    ids, labels = _batch()
    loss, expected = fast(ids, labels), _reference_loss(reference(input_ids=ids).logits, labels, 0.0)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    loss.backward()
    expected.backward()
    for layer, group in fast.groups():
        for name, weight in group.weight.items():
            path = next(path for paths in GROUPS.values() for path in paths if short_name(path) == name)
            other = reference.get_submodule(module_path(layer, path)).weight
            torch.testing.assert_close(weight.grad, other.grad, rtol=1e-3, atol=1e-5)


def test_lora_on_a_grid_computes_with_the_rounded_merged_weight() -> None:
    grid = GRIDS["q4f16_1"]
    make = partial(LoraGroup, targets=LINEARS, rank=RANK, scale=ALPHA / RANK, masks=None)
    fast = FastLlama(
        tiny_llama(), lambda names, weights: make(names, weights, torch.float32, grid), torch.float32, grid, 0.0
    )
    _randomise_b(fast)
    reference = tiny_llama()
    for path, (a, b) in _lora_weights(fast).items():
        weight = reference.get_submodule(path).weight
        weight.data = round_to_grid(grid, weight.data + ALPHA / RANK * (b @ a).detach())
    embedding = reference.model.embed_tokens.weight
    embedding.data = round_to_grid(grid, embedding.data)
    ids, labels = _batch()
    expected = _reference_loss(reference(input_ids=ids).logits, labels, 0.0)
    # B·A is summed in another order: a value between two levels may fall to the other side.
    assert fast(ids, labels).item() == pytest.approx(expected.item(), rel=1e-2)


def test_dropout_without_a_dropped_value_is_plain_lora() -> None:
    plain, dropping = _fast_lora(LINEARS), _fast_lora(LINEARS, masks=MaskPool(0.0, torch.float32, seed=1, size=1 << 16))
    dropping.load_state_dict(plain.state_dict())
    ids, labels = _batch()
    losses = [fast(ids, labels) for fast in (plain, dropping)]
    assert losses[0].item() == pytest.approx(losses[1].item(), rel=1e-5)
    for loss in losses:
        loss.backward()
    for one, other in zip(plain.parameters(), dropping.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-3, atol=1e-5)


def test_dropout_acts_in_training_only() -> None:
    fast = _fast_lora(LINEARS, masks=MaskPool(0.5, torch.float32, seed=1, size=1 << 16))
    plain = _fast_lora(LINEARS)
    plain.load_state_dict(fast.state_dict())
    ids, labels = _batch()
    with torch.no_grad():
        torch.manual_seed(1)
        trained = [fast(ids, labels).item() for _ in range(2)]
        evaluated = [fast.eval()(ids, labels).item() for _ in range(2)]
        fast.train()
        torch.manual_seed(1)
        again = fast(ids, labels).item()
    assert trained[0] != trained[1]
    assert evaluated[0] == evaluated[1] == pytest.approx(plain(ids, labels).item(), rel=1e-5)
    # The generator's state alone decides, also after an evaluation.
    assert again == trained[0]


def test_the_shared_head_of_the_prompts_changes_nothing() -> None:
    """Each report alone, with nothing shared, gives the same sum."""
    fast = _fast_lora(LINEARS)
    ids, labels = _batch()
    together = fast(ids, labels)
    apart = sum(fast(ids[row : row + 1], labels[row : row + 1]) for row in range(len(ids)))
    assert together.item() == pytest.approx(apart.item(), rel=1e-5)


def test_a_batch_without_a_label_has_no_loss_and_zero_derivatives() -> None:
    fast = _fast_lora(LINEARS)
    loss = fast(torch.zeros(1, 1, dtype=torch.int64), torch.full((1, 1), NO_LABEL))
    loss.backward()
    assert loss.item() == 0
    assert all(parameter.grad.abs().sum() == 0 for parameter in fast.parameters())


def test_bfloat16_stays_near_float32() -> None:
    ids, labels = _batch()
    make = partial(LoraGroup, targets=LINEARS, rank=RANK, scale=ALPHA / RANK, masks=None)
    half = FastLlama(
        tiny_llama(), lambda names, weights: make(names, weights, torch.bfloat16, None), torch.bfloat16, None, 0.0
    )
    full = _fast_lora(LINEARS)
    half.load_state_dict(full.state_dict())
    losses = [fast(ids, labels) for fast in (full, half)]
    assert losses[1].item() == pytest.approx(losses[0].item(), rel=5e-3)
    for loss in losses:
        loss.backward()
    for one, other in zip(full.parameters(), half.parameters(), strict=True):
        assert torch.cosine_similarity(one.grad.flatten(), other.grad.flatten(), 0) > 0.99
