"""Which base a run learns on and with which prompt: beside recipe and reports, what its checkpoints belong to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from accelerate import Accelerator
from accelerate.utils import broadcast_object_list

from readroom_training.config.model_config import ModelConfig
from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError
from readroom_training.prompt.template import ChatTemplate
from readroom_training.record.hashes import SourceHash, hash_files, hash_source

# Llama 3.1 405B takes 0.8 TB in 16 bits.
MAX_BASE_BYTES = 1 << 40
# What is read of a base that is a folder; what else a download brings decides nothing.
_READ = ("*.json", "*.safetensors")


@dataclass(frozen=True, slots=True)
class Identity:
    """Contents, never names: a base or a model config that was moved or renamed is the same."""

    base: SourceHash
    prompt: Mapping[str, object]  # template, system message, stops, sides and the longest impression


def identity_of(recipe: Recipe, config: ModelConfig, template: ChatTemplate, accelerator: Accelerator) -> Identity:
    """
    Only the main process reads the base, the others are told.
    @param template as the run uses it
    @raises TrainingError `model/no-base`, `model/unreadable`
    """
    found: list[SourceHash | TrainingError | None] = [None]
    if accelerator.is_main_process:
        try:
            found = [_hash_base(base_of(recipe))]
        except TrainingError as error:
            # The others wait for an answer.
            found = [error]
    (base,) = broadcast_object_list(found)
    if not isinstance(base, SourceHash):
        raise base
    return Identity(base, _prompt(config, template))


def base_of(recipe: Recipe) -> Path:
    """@raises TrainingError `model/no-base`"""
    if recipe.model.base is None:
        raise TrainingError("model/no-base", "The recipe names no base, and none was fetched for it.")
    return Path(recipe.model.base)


def _hash_base(path: Path) -> SourceHash:
    try:
        if path.is_file():
            return hash_source(path, MAX_BASE_BYTES)
        files = [file for pattern in _READ for file in path.glob(pattern)]
        if files:
            return hash_files(path, files, MAX_BASE_BYTES)
    except OSError as error:
        raise TrainingError("model/unreadable", f"{path.name} cannot be read.") from error
    raise TrainingError("model/unreadable", f"There is no base {path.name}.")


def _prompt(config: ModelConfig, template: ChatTemplate) -> Mapping[str, object]:
    words = asdict(template)
    del words["name"]
    return {**words, "canonical_sides": config.canonical_sides, "max_new_tokens": config.max_new_tokens}
