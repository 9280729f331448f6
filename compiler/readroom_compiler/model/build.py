"""The module of a model library: every function that web-llm asks for, and `verify`."""

import tvm
from tvm import relax
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import Tensor
from tvm.relax.frontend.nn.llm.kv_cache import PagedKVCache
from tvm.target import Target

from readroom_compiler.config import LibraryConfig
from readroom_compiler.model.cache import create_paged_kv_cache
from readroom_compiler.model.llama import Llama, last_position
from readroom_compiler.model.merge import replace_merge
from readroom_compiler.model.rope import split_rotary
from readroom_compiler.quantized import WEIGHT_FORMATS
from readroom_compiler.sampling.argmax import argmax
from readroom_compiler.sampling.logits import LOGIT_FUNCTIONS
from readroom_compiler.sampling.softmax import add_softmax
from readroom_compiler.sampling.sort import add_argsort
from readroom_compiler.sampling.top_p import add_top_p

# Logits of every position verified are in memory at once: 128 x 128,256 float32 are 66 MB.
MAX_VERIFY = 128

# What the cache calls its rope; ours takes its place.
SPLIT_ROTARY = "fused_rope"

# (name, shape, dtype) of each parameter, as the store keeps it and in the order of the packed parameters.
Parameters = list[tuple[str, tuple[int, ...], str]]


class LlamaLibrary(Llama):
    """The exported functions that take parameters."""

    def __init__(self, config: LibraryConfig) -> None:
        super().__init__(config.architecture, WEIGHT_FORMATS[config.quantization], config.compute)
        self.compute = config.compute

    def prefill(self, input_embed: Tensor, paged_kv_cache: PagedKVCache) -> tuple[Tensor, PagedKVCache]:
        """float32 [1, n, hidden] -> logits of the last position, float32 [1, 1, vocabulary]."""
        return self.logits(last_position(self.model(input_embed, paged_kv_cache))), paged_kv_cache

    def decode(self, input_embed: Tensor, paged_kv_cache: PagedKVCache) -> tuple[Tensor, PagedKVCache]:
        """float32 [1, n, hidden], n = 1 -> logits, float32 [1, n, vocabulary]."""
        return self.logits(self.model(input_embed, paged_kv_cache)), paged_kv_cache

    def verify(self, input_embed: Tensor, paged_kv_cache: PagedKVCache) -> tuple[Tensor, PagedKVCache]:
        """float32 [1, n, hidden] -> the greedy token after each position, int32 [n]."""
        return argmax(self.logits(self.model(input_embed, paged_kv_cache))), paged_kv_cache

    def create_tir_paged_kv_cache(
        self,
        max_batch_size: int,
        max_total_seq_len: int,
        prefill_chunk_size: int,
        page_size: int,
        support_sliding_window: int,
    ) -> PagedKVCache:
        """An empty cache; the arguments arrive as shapes of one number each."""
        sizes = {
            "max_batch_size": max_batch_size,
            "max_total_seq_len": max_total_seq_len,
            "prefill_chunk_size": prefill_chunk_size,
            "page_size": page_size,
            "support_sliding_window": support_sliding_window,
        }
        return create_paged_kv_cache(self.shape, self.compute, Target.current(), sizes)


def build_llama(config: LibraryConfig) -> tuple[tvm.ir.IRModule, Parameters]:
    """The Relax module of a library and its parameters; a target must be in scope, for its kernels."""
    library = LlamaLibrary(config)
    module, named = library.export_tvm(spec=_specification(library, config.architecture.hidden_size))
    parameters: Parameters = [
        (name, tuple(int(extent) for extent in parameter.shape), str(parameter.dtype))
        for name, parameter in named
    ]
    bounds = {"seq_len": config.prefill_chunk, "verify_len": verify_chunk(config), "decode_len": 1}
    for variable, function in list(module.functions.items()):
        if isinstance(function, relax.Function):
            module[variable] = function.with_attr("tir_var_upper_bound", bounds)
    rope = split_rotary(config.architecture, config.compute).with_attr("global_symbol", SPLIT_ROTARY)
    module.update_func(module.get_global_var(SPLIT_ROTARY), rope)
    replace_merge(module, config.architecture, config.compute)
    return _with_sampling(module, config.architecture.vocab_size), parameters


def verify_chunk(config: LibraryConfig) -> int:
    """The most positions that one `verify` takes."""
    return min(config.prefill_chunk, MAX_VERIFY)


def _specification(library: LlamaLibrary, hidden: int) -> nn.spec.ModuleSpec:
    cache = nn.spec.Object(object_type=PagedKVCache)
    packed = {"param_mode": "packed", "effect_mode": "none"}

    def forward(length: str | int) -> dict[str, object]:
        embedded = nn.spec.Tensor([1, length, hidden], "float32")
        return {"input_embed": embedded, "paged_kv_cache": cache, "$": packed}

    return nn.spec.ModuleSpec.from_raw(
        {
            "embed": {"input_ids": nn.spec.Tensor(["seq_len"], "int32"), "$": packed},
            "prefill": forward("seq_len"),
            # Its length is 1, but unsaid: so it shares every kernel with the others, and a page compiles half
            # as many shaders. The kernels ask for the number of tokens before they are launched.
            "decode": forward("decode_len"),
            "verify": forward("verify_len"),
            "create_tir_paged_kv_cache": {
                "max_batch_size": int,
                "max_total_seq_len": int,
                "prefill_chunk_size": int,
                "page_size": int,
                "support_sliding_window": int,
                "$": {"param_mode": "none", "effect_mode": "none"},
            },
        },
        library,
    )


def _with_sampling(module: tvm.ir.IRModule, vocabulary: int) -> tvm.ir.IRModule:
    """Adds the functions that take logits and probabilities instead of parameters."""
    builder = relax.BlockBuilder(module)
    add_softmax(builder, vocabulary)
    add_argsort(builder, vocabulary)
    add_top_p(builder, vocabulary)
    module = builder.finalize()
    for name, function in LOGIT_FUNCTIONS.items():
        module[name] = function().with_attr("global_symbol", name)
    return module
