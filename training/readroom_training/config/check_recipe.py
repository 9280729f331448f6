"""What one key of a recipe alone cannot tell: combinations that make no sense."""

from readroom_training.config.settings import Recipe
from readroom_training.errors import TrainingError


def check_recipe(recipe: Recipe) -> None:
    """@raises TrainingError `config/conflict`"""
    for wrong, sentence in (
        (not recipe.data.sources, "data.sources is empty: name at least one source."),
        (not recipe.method.targets, "method.targets is empty: name at least one linear layer."),
        (len(set(recipe.method.targets)) < len(recipe.method.targets), "method.targets names a layer twice."),
        (
            recipe.method.kind != "full" and recipe.method.export_rank is not None,
            "method.export_rank is for method.kind full; an adapter is exported at its own rank.",
        ),
        (
            recipe.method.export_bytes is not None and recipe.method.kind != "full",
            "method.export_bytes is for method.kind full; an adapter is exported at its own rank.",
        ),
        (
            recipe.method.export_bytes is not None and recipe.method.export_rank is not None,
            "method.export_bytes chooses the ranks: leave method.export_rank out.",
        ),
        (
            recipe.method.export_bytes is not None and recipe.model.engine == "peft",
            "method.export_bytes needs model.engine fast.",
        ),
        (
            recipe.method.kind == "qlora" and recipe.model.engine == "fast",
            "method.kind qlora needs model.engine peft: its base in 4 bits is bitsandbytes'.",
        ),
        (
            recipe.method.quantization_aware != "none" and recipe.model.engine == "peft",
            "method.quantization_aware needs model.engine fast.",
        ),
        (
            recipe.model.gradient_checkpointing and recipe.model.engine == "fast",
            "model.gradient_checkpointing needs model.engine peft: the fast engine keeps what it computed.",
        ),
        (
            recipe.method.quantization_aware != "none" and recipe.method.kind == "lora" and recipe.method.dropout > 0,
            "method.dropout and method.quantization_aware exclude each other: the rounded weight knows no dropout.",
        ),
        (
            recipe.augment.both_sides and recipe.augment.swap_sides > 0,
            "augment.both_sides shows both orientations already: leave augment.swap_sides out.",
        ),
        (
            recipe.method.kind != "lora" and recipe.method.init is not None,
            "method.init goes on from an adapter: it needs method.kind lora.",
        ),
        (
            recipe.method.kind != "lora" and recipe.preference.epochs > 0,
            "preference.epochs needs method.kind lora: the phase goes on from the adapter before it.",
        ),
        (
            recipe.distil.folds == 1,
            "distil.folds is 1: a teacher of the only fold would have nothing to learn from.",
        ),
        (
            recipe.distil.folds > 0 and recipe.method.kind != "lora",
            "distil.folds needs method.kind lora: teachers are kept as adapters.",
        ),
        (
            recipe.preference.epochs > 0 and not recipe.preference.corruptions,
            "preference.corruptions is empty: name at least one way of being wrong.",
        ),
        (
            recipe.method.kind == "qlora" and recipe.evaluation.quantization != "none",
            "method.kind qlora needs evaluation.quantization none: its base is not the one that the app stores.",
        ),
        (
            recipe.prompt.examples.least > recipe.prompt.examples.most,
            "prompt.examples.least is above prompt.examples.most.",
        ),
        (
            recipe.data.split.validation + recipe.data.split.test >= 1,
            "data.split leaves nothing to train on: validation and test together must stay below 1.",
        ),
    ):
        if wrong:
            raise TrainingError("config/conflict", sentence)
