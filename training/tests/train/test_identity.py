"""What a run's checkpoints belong to, beside recipe and reports."""

from dataclasses import replace
from pathlib import Path

import pytest
from accelerate import Accelerator
from support.tiny_base import tiny_recipe

from readroom_training.config.model_config import read_model_config
from readroom_training.config.read_recipe import read_recipe
from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.train.identity import Identity, identity_of
from readroom_training.train.stage import template_of


def _identity(recipe: Recipe) -> Identity:
    config = read_model_config(Path(recipe.model.config))
    return identity_of(recipe, config, template_of(recipe, config), Accelerator(cpu=True))


def test_the_prompt_is_kept_as_the_run_uses_it_without_its_name(tmp_path: Path) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path, prompt={"max_tokens": 384, "system_message": "Be brief."}))
    prompt = _identity(recipe).prompt
    assert prompt["system_message"] == "Be brief."
    assert "name" not in prompt
    assert {"template", "stop", "canonical_sides", "max_new_tokens"} <= prompt.keys()


def test_a_base_in_one_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path))
    file = tmp_path / "any.gguf"
    file.write_bytes(b"abc")
    base = _identity(replace(recipe, model=replace(recipe.model, base=str(file)))).base
    assert base.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(("base", "code"), [(None, "model/no-base"), ("nowhere", "model/unreadable")])
def test_a_base_that_is_not_there_is_refused_before_anything_is_learned(
    tmp_path: Path, base: str | None, code: str
) -> None:
    recipe = read_recipe(tiny_recipe(tmp_path))
    with pytest.raises(TrainingError) as refused:
        _identity(replace(recipe, model=replace(recipe.model, base=base)))
    assert refused.value.code == code
