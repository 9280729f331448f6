"""What a library says of itself: the function `_metadata` returns this as JSON, in MLC's form."""

import json
from collections.abc import Sequence

from tvm import relax
from tvm.ir import IRModule, StringImm

from readroom_compiler.config import LibraryConfig
from readroom_compiler.model.build import verify_chunk

# Raised whenever an exported function changes its name, arguments or result.
ABI = 1

Parameter = tuple[str, tuple[int, ...], str]  # name, shape, dtype as stored


def library_metadata(config: LibraryConfig, parameters: Sequence[Parameter]) -> dict[str, object]:
    """The fields that web-llm and MLC read, and `readroom` with ours."""
    return {
        "model_type": "llama",
        "quantization": config.quantization,
        "context_window_size": config.context_window,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        "prefill_chunk_size": config.prefill_chunk,
        "tensor_parallel_shards": 1,
        "pipeline_parallel_stages": 1,
        "kv_state_kind": "kv_cache",
        "max_batch_size": 1,
        "active_vocab_size": config.architecture.vocab_size,
        "params": [
            {"name": name, "shape": list(shape), "dtype": dtype, "preprocs": [], "pipeline_stages": [0]}
            for name, shape, dtype in parameters
        ],
        "memory_usage": {},
        "readroom": {
            "abi": ABI,
            "weights": config.quantization,
            "compute": config.compute,
            "verify_chunk": verify_chunk(config),
        },
    }


def attach_metadata(mod: IRModule, config: LibraryConfig, parameters: Sequence[Parameter]) -> IRModule:
    """The module with a function `_metadata() -> str`."""
    text = json.dumps(library_metadata(config, parameters), separators=(",", ":"))
    builder = relax.BlockBuilder(mod)
    with builder.function("_metadata", []):
        builder.emit_func_output(StringImm(text))
    return builder.finalize()
