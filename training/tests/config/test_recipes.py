"""The recipes that come with the repository: each is valid, and its arithmetic is that of the published models."""

from pathlib import Path

import pytest

from readroom_training.cli.dry_run import describe_run
from readroom_training.cli.options import model_config_of
from readroom_training.config.estimate import count_trained, count_weights, estimate
from readroom_training.config.read_recipe import read_recipe
from readroom_training.distributed.plan import plan_of

TRAINING = Path(__file__).parents[2]
RECIPES = sorted((TRAINING / "recipes").glob("*.yaml"))
# As the makers publish them (sum over the tensors of their checkpoints).
WEIGHTS = {
    "smollm2-135m": 134_515_008,
    "llama-2-7b": 6_738_415_616,
    "llama-3-8b": 8_030_261_248,
    "llama-3-70b": 70_553_706_496,
}


def test_there_are_recipes_for_every_method_and_model() -> None:
    names = {path.stem for path in RECIPES}
    for model in ("llama-2-7b", "llama-3-8b", "llama-3-70b"):
        assert {f"{model}-lora", f"{model}-qlora", f"{model}-full"} <= names
    assert {"smollm2-135m-openi", "smollm2-135m-radiology-llama2", "smollm2-135m-full"} <= names


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_is_valid_and_can_say_what_it_would_do(path: Path) -> None:
    recipe = read_recipe(path)
    assert recipe.name == path.stem
    model = model_config_of(recipe)
    (published,) = (count for name, count in WEIGHTS.items() if recipe.name.startswith(name))
    assert count_weights(model.architecture) == published
    assert recipe.prompt.max_tokens <= model.context_window
    lines = describe_run(recipe, model, plan_of(recipe), Path("out"))
    assert any(f"{count_trained(model.architecture, recipe):,} weights" in line for line in lines)


def test_radiology_llama2s_adapter_is_rank_8_alpha_16_dropout_5_percent() -> None:
    for name in ("smollm2-135m-radiology-llama2", "llama-2-7b-lora", "llama-3-8b-qlora"):
        method = read_recipe(TRAINING / "recipes" / f"{name}.yaml").method
        assert (method.rank, method.alpha, method.dropout) == (8, 16, 0.05)


def test_trained_weights_are_counted_as_peft_counts_them() -> None:
    recipe = read_recipe(TRAINING / "recipes" / "llama-2-7b-lora.yaml")
    shape = model_config_of(recipe).architecture
    # Per layer: q, k, v, o of 4096 to 4096, and gate, up, down between 4096 and 11008, at rank 8.
    assert count_trained(shape, recipe) == 32 * 8 * (4 * 8_192 + 3 * 15_104)


def test_what_is_shared_out_costs_each_process_its_share() -> None:
    recipe = read_recipe(TRAINING / "recipes" / "llama-3-8b-full.yaml")
    shape = model_config_of(recipe).architecture
    alone, shared = estimate(shape, recipe), estimate(shape, recipe, processes=8, sharded=True)
    assert shared.state_bytes == alone.state_bytes / 8
    assert shared.kept_bytes == alone.kept_bytes
    assert alone.state_bytes == 16 * alone.trained


def test_the_default_recipe_makes_an_adapter_of_at_most_40_megabytes() -> None:
    recipe = read_recipe(TRAINING / "recipes" / "smollm2-135m-openi.yaml")
    assert 2 * count_trained(model_config_of(recipe).architecture, recipe) <= 40_000_000
