"""Runs a library on this processor, through the same functions that the page calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import tvm
import tvm_ffi
from tvm import relax
from tvm.target.codegen import llvm_get_system_cpu

from readroom_compiler.config import LibraryConfig
from readroom_compiler.model.build import Parameters, build_llama
from readroom_compiler.pipeline import build_executable

PAGE = 16  # what web-llm passes
_SEQUENCE = 0


def compile_native(config: LibraryConfig) -> tuple[relax.VirtualMachine, Parameters]:
    """The library's functions as machine code for this processor."""
    # The processor's own instructions: without them float16 is converted by a call per number.
    target = tvm.target.Target({"kind": "llvm", "mcpu": llvm_get_system_cpu()})
    with target:
        module, parameters = build_llama(config)
    executable = build_executable(module, target, config)
    return relax.VirtualMachine(executable, tvm.cpu()), parameters


def tensor(values: np.ndarray) -> tvm.runtime.Tensor:
    """A tensor of the runtime with a copy of these values."""
    return tvm.runtime.tensor(np.ascontiguousarray(values))


@dataclass
class NativeModel:
    """A compiled library with its weights and a cache."""

    config: LibraryConfig
    machine: relax.VirtualMachine
    weights: list[tvm.runtime.Tensor]
    sliding_window: bool = False
    cache: object = field(init=False)
    length: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        sizes = (1, self.config.context_window, self.config.prefill_chunk, PAGE, int(self.sliding_window))
        create = self.machine["create_tir_paged_kv_cache"]
        self.cache = create(*[tvm.runtime.ShapeTuple([size]) for size in sizes])
        self.reset()

    def reset(self) -> None:
        """An empty cache with one sequence in it."""
        _builtin("kv_state_clear")(self.cache)
        _builtin("kv_state_add_sequence")(self.cache, _SEQUENCE)
        self.length = 0

    def forward(self, name: str, ids: Sequence[int]) -> np.ndarray:
        """Appends ids to the cache by `prefill`, `decode` or `verify`; its first result."""
        embedded = self.machine["embed"](tensor(np.array(ids, "int32")), self.weights).numpy()
        shape = tvm.runtime.ShapeTuple
        _builtin("kv_state_begin_forward")(self.cache, shape([_SEQUENCE]), shape([len(ids)]))
        result, _ = self.machine[name](tensor(embedded[None]), self.cache, self.weights)
        _builtin("kv_state_end_forward")(self.cache)
        self.length += len(ids)
        return result.numpy()

    def prefill(self, ids: Sequence[int]) -> np.ndarray:
        """Appends ids chunk by chunk; logits [vocabulary] after the last."""
        chunk = self.config.prefill_chunk
        for start in range(0, len(ids), chunk):
            logits = self.forward("prefill", ids[start : start + chunk])
        return logits[0, 0]

    def pop(self, count: int) -> None:
        """Takes the last `count` ids off the cache."""
        _builtin("kv_state_popn")(self.cache, _SEQUENCE, count)
        self.length -= count


def _builtin(name: str) -> tvm_ffi.Function:
    return tvm.get_global_func(f"vm.builtin.{name}")
