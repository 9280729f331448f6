"""The engine over stock PEFT: its loss, its gradients, what it saves, and what it generates with."""

from pathlib import Path

import pytest
import torch
from peft import PeftModel as StockPeft
from safetensors.torch import load_file
from support.tiny_base import tiny_llama, tiny_recipe
from torch.nn import functional

from readroom_training.config.read_recipe import read_recipe
from readroom_training.errors import TrainingError
from readroom_training.model.base import load_base
from readroom_training.model.grid import GRIDS, round_to_grid
from readroom_training.model.load_peft import load_peft
from readroom_training.model.peft_model import PeftModel

CPU = torch.device("cpu")


def loaded(folder: Path, *changes: str) -> PeftModel:
    """The tiny recipe's model, with changes as --set takes them."""
    recipe = read_recipe(tiny_recipe(folder), changes)
    return load_peft(recipe, folder / "base", CPU)


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    """Two rows, the second shorter: ids and labels, padded on the right."""
    generator = torch.Generator().manual_seed(5)
    ids = torch.randint(3, 250, (2, 12), generator=generator)
    labels = torch.randint(3, 250, (2, 12), generator=generator)
    labels[:, :4] = -100
    labels[1, 9:] = -100
    return ids, labels


def trained(model: PeftModel, seed: int = 1) -> PeftModel:
    """With some value in every trained weight, B included."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.trainable().values():
        parameter.data.add_(0.05 * torch.randn(parameter.shape, generator=generator))
    return model


def test_the_loss_is_the_sum_over_the_labels_of_the_bases_own(tmp_path: Path) -> None:
    ids, labels = batch()
    with torch.no_grad():
        loss = loaded(tmp_path).module(ids, labels)
        logits = tiny_llama()(input_ids=ids).logits.flatten(0, 1)
    expected = functional.cross_entropy(logits, labels.flatten(), ignore_index=-100, reduction="sum")
    torch.testing.assert_close(loss, expected)


def test_what_pads_a_row_changes_nothing(tmp_path: Path) -> None:
    ids, labels = batch()
    model = loaded(tmp_path)
    padded = ids.clone()
    padded[1, 9:] = 0
    with torch.no_grad():
        assert model.module(ids, labels) == model.module(padded, labels)


def test_a_batch_without_labels_has_loss_zero_and_still_reaches_every_adapter(tmp_path: Path) -> None:
    model = trained(loaded(tmp_path))
    ids, labels = batch()
    loss = model.module(ids, torch.full_like(labels, -100))
    loss.backward()
    assert loss.item() == 0
    assert all(parameter.grad is not None for parameter in model.trainable().values())


def test_only_the_adapters_of_the_chosen_layers_are_trained_in_float32(tmp_path: Path) -> None:
    model = loaded(tmp_path, "method.targets=[q_proj, v_proj]", "model.precision=bfloat16")
    names = set(model.trainable())
    assert len(names) == 2 * 2 * 2
    assert "model.layers.1.self_attn.v_proj.lora_B" in names
    assert {parameter.dtype for parameter in model.trainable().values()} == {torch.float32}


def test_the_same_seed_begins_with_the_same_adapter(tmp_path: Path) -> None:
    one, same = loaded(tmp_path / "a"), loaded(tmp_path / "b")
    other = loaded(tmp_path / "c", "seed=4")
    name = "model.layers.0.mlp.up_proj.lora_A"
    assert torch.equal(one.trainable()[name], same.trainable()[name])
    assert not torch.equal(one.trainable()[name], other.trainable()[name])


def test_recomputing_activations_changes_no_gradient(tmp_path: Path) -> None:
    plain = trained(loaded(tmp_path / "a"))
    frugal = trained(loaded(tmp_path / "b", "model.gradient_checkpointing=true"))
    for model in (plain, frugal):
        model.module(*batch()).backward()
    for name, parameter in plain.trainable().items():
        torch.testing.assert_close(parameter.grad, frugal.trainable()[name].grad)


@pytest.mark.parametrize("rslora", ["false", "true"])
def test_a_saved_adapter_is_one_that_stock_peft_loads_with_the_same_outputs(tmp_path: Path, rslora: str) -> None:
    model = trained(loaded(tmp_path, f"method.rslora={rslora}"))
    model.save(tmp_path / "adapter")
    base, _ = load_base(tmp_path / "base", torch.float32)
    stock = StockPeft.from_pretrained(base, str(tmp_path / "adapter")).eval()
    ids, _ = batch()
    with torch.no_grad(), model.generation_model(None) as merged:
        # Saved in float16.
        torch.testing.assert_close(stock(input_ids=ids).logits, merged(input_ids=ids).logits, atol=2e-3, rtol=2e-3)


def test_generating_on_the_grid_uses_the_weights_that_the_app_would_store(tmp_path: Path) -> None:
    model = trained(loaded(tmp_path))
    pairs = model.trainable()
    name = "model.layers.0.self_attn.q_proj"
    base = tiny_llama().state_dict()
    merged = base[f"{name}.weight"] + 2.0 * pairs[f"{name}.lora_B"].data @ pairs[f"{name}.lora_A"].data
    grid = GRIDS["q8f16_1"]
    with model.generation_model(grid) as llama:
        layer = llama.get_submodule(name)
        torch.testing.assert_close(layer.base_layer.weight.data, round_to_grid(grid, merged))
        embedding = llama.model.embed_tokens.weight.data
        assert torch.equal(embedding, round_to_grid(grid, base["model.embed_tokens.weight"]))
        assert not llama.training


def test_after_generating_training_goes_on_with_the_very_weights_of_before(tmp_path: Path) -> None:
    model = trained(loaded(tmp_path))
    before = model.module(*batch())
    with model.generation_model(GRIDS["q4f16_1"]):
        pass
    after = model.module(*batch())
    after.backward()
    assert torch.equal(before, after)
    assert model.module.llama.training
    assert all(parameter.grad is not None for parameter in model.trainable().values())


def test_full_fine_tuning_comes_back_as_an_adapter_of_the_exported_rank(tmp_path: Path) -> None:
    model = loaded(tmp_path, "method={kind: full, targets: [q_proj], export_rank: 64}")
    assert set(model.trainable()) == {f"model.layers.{i}.self_attn.q_proj.weight" for i in range(2)}
    trained(model)
    model.save(tmp_path / "adapter")
    tensors = load_file(tmp_path / "adapter" / "adapter_model.safetensors")
    name = "model.layers.1.self_attn.q_proj"
    b, a = (tensors[f"base_model.model.{name}.lora_{part}.weight"].float() for part in "BA")
    difference = model.trainable()[f"{name}.weight"].data - tiny_llama().state_dict()[f"{name}.weight"]
    # At the matrix's own rank nothing but float16's rounding is lost.
    torch.testing.assert_close(b @ a, difference, atol=1e-3, rtol=0)


def test_full_fine_tuning_without_a_rank_is_saved_as_a_base_of_its_own(tmp_path: Path) -> None:
    model = trained(loaded(tmp_path, "method={kind: full}"))
    model.save(tmp_path / "tuned")
    tuned, _ = load_base(tmp_path / "tuned", torch.float32)
    ids, _ = batch()
    with torch.no_grad(), model.generation_model(None) as llama:
        torch.testing.assert_close(tuned(input_ids=ids).logits, llama(input_ids=ids).logits, atol=2e-3, rtol=2e-3)


def test_a_process_that_does_not_write_writes_nothing(tmp_path: Path) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path))
    load_peft(recipe, tmp_path / "base", CPU, writes=False).save(tmp_path / "adapter")
    assert not (tmp_path / "adapter").exists()


def test_a_base_in_4_bits_is_refused_where_there_is_no_cuda(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as refusal:
        loaded(tmp_path, "method.kind=qlora")
    assert refusal.value.code == "model/needs-cuda"
