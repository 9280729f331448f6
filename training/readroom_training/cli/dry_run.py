"""What a recipe would do, told before hours are spent on it: arithmetic only, no weights and no reports are read."""

from pathlib import Path

from readroom_training.config.estimate import Estimate, count_trained, estimate
from readroom_training.config.model_config import ModelConfig
from readroom_training.config.settings import Recipe
from readroom_training.distributed.plan import Plan


def describe_run(recipe: Recipe, model: ModelConfig, plan: Plan, folder: Path) -> list[str]:
    """A line each: base, what is trained, memory, data, processes, output."""
    size = estimate(model.architecture, recipe, plan.processes, plan.sharded)
    share = count_trained(model.architecture, recipe) / size.weights
    return [
        f"recipe     {recipe.name}",
        f"base       {model.base_origin}: {size.weights:,} weights in {recipe.model.precision}",
        f"training   {_method(recipe)}: {size.trained:,} weights ({share:.2%})",
        f"memory     about {_gib(size.bytes)} on each of {plan.processes} ({plan.kind}): {_parts(size)}",
        *(f"data       {source.split}: {source.reader}, {source.path}" for source in recipe.data.sources),
        f"a step     {recipe.batch.reports} reports, at most {recipe.batch.max_tokens:,} tokens at once",
        f"epochs     {recipe.epochs:g}, chosen by {recipe.evaluation.metric} of the validation reports",
        f"output     {folder}",
    ]


def _method(recipe: Recipe) -> str:
    method = recipe.method
    layers = ", ".join(name.removesuffix("_proj") for name in method.targets)
    if method.kind == "full":
        back = "" if method.export_rank is None else f", exported at rank {method.export_rank}"
        if method.export_bytes is not None:
            back = f", exported within {method.export_bytes:,} bytes"
        return f"full, {layers}{back}"
    return f"{method.kind}, rank {method.rank}, alpha {method.alpha:g}, dropout {method.dropout:g}, {layers}"


def _parts(size: Estimate) -> str:
    return (
        f"base {_gib(size.base_bytes)}, trained weights {_gib(size.state_bytes)}, "
        f"activations {_gib(size.kept_bytes)}, logits {_gib(size.logit_bytes)}"
    )


def _gib(count: int) -> str:
    return f"{count / (1 << 30):.2f} GiB"
