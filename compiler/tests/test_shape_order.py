"""Shape computations come out in one order, whatever the addresses were."""

import pytest
from tvm import tirx

from readroom_compiler.shape_order import by_slot, loaded_slots


def shape_function(*stores: tuple[int, int]) -> tirx.PrimFunc:
    """H[to] = 4 * H[source] for each (to, source)."""
    heap = tirx.decl_buffer((9,), "int64", "H")

    def index(slot: int) -> tirx.IntImm:
        return tirx.IntImm("int64", slot)

    body = [
        tirx.BufferStore(heap, tirx.BufferLoad(heap, [index(source)]) * index(4), [index(to)])
        for to, source in stores
    ]
    return tirx.PrimFunc([heap], tirx.SeqStmt(body))


def slots(function: tirx.PrimFunc) -> list[int]:
    return [int(store.indices[0].value) for store in function.body.seq]


def test_stores_come_out_in_the_order_of_their_slots() -> None:
    shuffled = shape_function((4, 0), (2, 1), (3, 0))
    assert slots(by_slot(shuffled)) == [2, 3, 4]
    assert slots(by_slot(by_slot(shuffled))) == [2, 3, 4]
    assert loaded_slots(shuffled.body) == {0, 1}


def test_an_order_that_would_matter_is_never_changed_silently() -> None:
    with pytest.raises(ValueError, match="the order would matter"):
        by_slot(shape_function((2, 0), (3, 2)))
