"""Records, metadata and the hash over the sources."""

from dataclasses import replace

from readroom_compiler.config import Architecture, LibraryConfig, RopeScaling
from readroom_compiler.manifest import architecture_record
from readroom_compiler.metadata import ABI, library_metadata
from readroom_compiler.sources import source_files, source_sha256

SHAPE = Architecture(64, 128, 2, 4, 2, 16, 512, 10000.0, RopeScaling(32.0, 1.0, 4.0, 8192), 1e-5, True, 512)
CONFIG = LibraryConfig("tiny-q8f16_1-f32", SHAPE, "q8f16_1", "float32", 512, 128)


def test_a_record_names_the_shape_as_model_configurations_do() -> None:
    record = architecture_record(CONFIG)
    assert record["family"] == "llama"
    assert record["keyValueHeads"] == 2
    assert record["ropeScaling"] == {
        "type": "llama3",
        "factor": 32.0,
        "lowFreqFactor": 1.0,
        "highFreqFactor": 4.0,
        "originalMaxPositionEmbeddings": 8192,
    }
    assert (
        architecture_record(replace(CONFIG, architecture=replace(SHAPE, rope_scaling=None)))["ropeScaling"]
        is None
    )


def test_metadata_keeps_names_shapes_and_types_as_they_are_stored() -> None:
    metadata = library_metadata(CONFIG, [("model.norm.weight", (64,), "float16")])
    (parameter,) = metadata["params"]
    assert (parameter["name"], parameter["shape"], parameter["dtype"]) == (
        "model.norm.weight",
        [64],
        "float16",
    )
    assert metadata["quantization"] == "q8f16_1"
    assert metadata["kv_state_kind"] == "kv_cache"
    ours = metadata["readroom"]
    assert (ours["abi"], ours["weights"], ours["compute"]) == (ABI, "q8f16_1", "float32")


def test_the_source_hash_changes_with_the_configuration_and_covers_model_kernels_and_runtime() -> None:
    assert source_sha256(CONFIG) == source_sha256(replace(CONFIG))
    assert source_sha256(CONFIG) != source_sha256(replace(CONFIG, compute="float16"))
    names = {path.name for path in source_files()}
    assert {"llama.py", "quantized.py", "link.py", "web_glue.cc", "serializer.h", "requirements.txt"} <= names
