"""Recipe files: paths, changes from the command line, YAML that is refused."""

from pathlib import Path

import pytest

from readroom_training.config.read_recipe import read_recipe, recipe_values
from readroom_training.config.yaml_file import MAX_DEPTH, MAX_RECIPE_BYTES, parse_yaml
from readroom_training.errors import TrainingError

TEXT = """
name: mine
model: { config: ../models/m.json }
data:
  root: reports
  sources:
    - { reader: jsonl, path: a.jsonl, split: train }
    - { reader: jsonl, path: b.jsonl, split: validation }
"""


@pytest.fixture
def recipe_file(tmp_path: Path) -> Path:
    folder = tmp_path / "recipes"
    folder.mkdir()
    path = folder / "mine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_paths_in_a_recipe_are_relative_to_it(recipe_file: Path) -> None:
    recipe = read_recipe(recipe_file)
    assert Path(recipe.model.config).resolve() == recipe_file.parents[1] / "models" / "m.json"
    assert Path(recipe.data.root) == recipe_file.parent / "reports"


def test_paths_on_the_command_line_are_relative_to_the_working_folder(
    recipe_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    recipe = read_recipe(recipe_file, ["model.base=weights"], Path("elsewhere"))
    assert recipe.model.base == str(tmp_path / "weights")
    assert recipe.data.root == str(tmp_path / "elsewhere")


def test_a_change_reaches_into_lists_and_into_groups_that_the_recipe_leaves_out(recipe_file: Path) -> None:
    changes = ["data.sources.1.limit=7", "method.targets=[q_proj, v_proj]", "optimiser.lr=5e-4", "epochs=0.5"]
    recipe = read_recipe(recipe_file, changes)
    assert recipe.data.sources[1].limit == 7
    assert recipe.method.targets == ("q_proj", "v_proj")
    assert (recipe.optimiser.lr, recipe.epochs) == (5e-4, 0.5)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("epochs", "KEY=VALUE"),
        ("=3", "KEY=VALUE"),
        ("data.sources.2.limit=7", "the list has 2 entries"),
        ("data.sources.x=7", "the list has 2 entries"),
        ("data.sources.-1.limit=7", "the list has 2 entries"),
        ("name.x=7", "name is no group of keys"),
        ("epochs=[", "--set epochs cannot be read as YAML"),
        ("epoch=3", "did you mean epochs"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(recipe_file: Path, change: str, sentence: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        read_recipe(recipe_file, [change])
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["data.sources=[]"], "data.sources is empty"),
        (["method.targets=[q_proj, q_proj]"], "names a layer twice"),
        (["method.export_rank=8"], "for method.kind full"),
        (["method.kind=qlora", "model.engine=fast"], "needs model.engine peft"),
        (["model.gradient_checkpointing=true", "model.engine=fast"], "needs model.engine peft"),
        (["method.quantization_aware=q4f16_1", "model.engine=fast", "method.dropout=0.1"], "exclude each other"),
        (["method.kind=qlora"], "needs evaluation.quantization none"),
        (["method.quantization_aware=q4f16_1"], "needs model.engine fast"),
        (["augment={both_sides: true, swap_sides: 0.5}"], "leave augment.swap_sides out"),
        (["model={config: x, engine: fast, gradient_checkpointing: true}"], "needs model.engine peft"),
        (
            ["model.engine=fast", "method={quantization_aware: q4f16_1, dropout: 0.1}"],
            "method.dropout and method.quantization_aware",
        ),
        (["method={kind: full, init: adapter}"], "needs method.kind lora"),
        (["method.export_bytes=1000"], "is for method.kind full"),
        (["method={kind: full, export_bytes: 1000, export_rank: 4}"], "leave method.export_rank out"),
        (["method={kind: full, export_bytes: 1000}"], "needs model.engine fast"),
        (["distil.folds=1"], "distil.folds is 1"),
        (["distil.folds=2", "method.kind=full"], "distil.folds needs method.kind lora"),
        (["preference.epochs=1", "method.kind=full"], "preference.epochs needs method.kind lora"),
        (["preference={epochs: 1, corruptions: []}"], "preference.corruptions is empty"),
        (["prompt.examples={least: 3, most: 2}"], "prompt.examples.least is above"),
        (["data.split={validation: 0.5, test: 0.5}"], "leaves nothing to train on"),
    ],
)
def test_keys_that_contradict_each_other_are_refused(recipe_file: Path, change: list[str], sentence: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        read_recipe(recipe_file, change)
    assert refusal.value.code == "config/conflict"
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x",
        "a: 1\na: 2",
        "[1, 2]: 3",
        "a: [",
        "\x00",
        "a: !!python/object/apply:os.system [x]",
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "a: " + "9" * 5_000,
        "a: 1\n---\nb: 2",
    ],
)
def test_yaml_that_is_no_plain_document_is_refused(text: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        parse_yaml(text, "x.yaml")
    assert refusal.value.code == "config/unreadable"


def test_numbers_and_words_mean_what_yaml_1_2_says() -> None:
    values = parse_yaml("[1e-3, 010, 1:30, no, true, 2020-01-01, 0.5, .5, -3, ~]", "x")
    assert values == [1e-3, 10, "1:30", "no", True, "2020-01-01", 0.5, 0.5, -3, None]


def test_a_file_that_is_missing_too_large_or_no_recipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with pytest.raises(TrainingError, match="There is no readable file"):
        read_recipe(path)
    path.write_bytes(b"#" * (MAX_RECIPE_BYTES + 1))
    with pytest.raises(TrainingError, match="larger than a recipe"):
        read_recipe(path)
    path.write_text("[1]")
    with pytest.raises(TrainingError, match="must be a group of keys"):
        read_recipe(path)
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(TrainingError, match="cannot be read as YAML"):
        read_recipe(path)


def test_a_recipe_goes_back_into_plain_values(recipe_file: Path) -> None:
    values = recipe_values(read_recipe(recipe_file, ["data.sources.0.options={delimiter: ';'}"]))
    assert isinstance(values, dict)
    assert values["data"]["sources"][0]["options"] == {"delimiter": ";"}
    assert values["optimiser"]["betas"] == [0.9, 0.999]
