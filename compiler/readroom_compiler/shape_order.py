"""The same order of shape computations in every build.

VMShapeLower gathers the values that a function's shapes need from a hash table whose keys are hashed by
address, so two builds of one model may store them in different orders. Each value goes to a numbered slot of
the shape heap and is computed from slots that are filled already: the order means nothing, and here becomes
that of the slots.
"""

import tvm
import tvm_ffi
from tvm import tirx
from tvm.ir.expr import TensorLoad


def by_slot(function: tirx.PrimFunc) -> tirx.PrimFunc:
    """A function that stores to several slots of one buffer, with its stores in the order of the slots."""
    if not isinstance(function.body, tirx.SeqStmt):
        return function
    stores = list(function.body.seq)
    slots = [int(store.indices[0].value) for store in stores]
    if set(slots) & loaded_slots(function.body):
        raise ValueError("a shape is computed from another one of the same function: the order would matter")
    ordered = sorted(zip(slots, stores, strict=True), key=lambda pair: pair[0])
    return function.with_body(tirx.SeqStmt([store for _, store in ordered]))


def loaded_slots(body: tirx.Stmt) -> set[int]:
    """Indices of all loads."""
    found: set[int] = set()

    def note(load: TensorLoad) -> None:
        found.add(int(load.indices[0].value))

    tvm_ffi.structural_walk(body, (TensorLoad, note))
    return found


@tvm.transform.module_pass(opt_level=0, name="readroom_shape_order")
def shape_order(module: tvm.IRModule, _context: tvm.transform.PassContext) -> tvm.IRModule:
    """Orders the functions that VMShapeLower made."""
    for variable, function in list(module.functions.items()):
        if isinstance(function, tirx.PrimFunc) and variable.name_hint.startswith("shape_func"):
            module[variable] = by_slot(function)
    return module
