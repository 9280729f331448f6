"""Writes kernels, inputs and answers for `scripts/bench/kernels` to run in a browser.

    PYTHONPATH=compiler python -m bench.emit --out DIR --set timing|shapes
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from tvm import tirx

from bench.answers import Arrays, answer, inputs
from bench.cases import SETS, Case
from bench.lower import Launch, lower
from bench.specifications import Specification, specify


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--set", choices=sorted(SETS), required=True)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    cases = [case for case in SETS[options.set]() if options.only in case.name]
    records = [record for case in cases for record in _write(case, options.out)]
    (options.out / "cases.json").write_text(json.dumps({"cases": records}, indent=1))


_compiled: dict[tuple[Specification, bool], tuple[tirx.PrimFunc, list[Launch]]] = {}


def _compile(of: Specification, ours: bool) -> tuple[tirx.PrimFunc, list[Launch]]:
    if (of, ours) not in _compiled:
        function = specify(of)
        _compiled[of, ours] = function, lower(function, ours)
    return _compiled[of, ours]


def _write(case: Case, folder: Path) -> Iterable[dict[str, object]]:
    arrays = inputs(case.of, case.tokens, seed=len(case.name))
    for role, array in arrays.items():
        (folder / f"{case.name}.{role}.bin").write_bytes(array.tobytes())
    for ours in (True, False) if case.compare else (True,):
        # dlight has no schedule for gate and up folded in one kernel: it gets the product alone, unfolded.
        of = case.of if ours or case.of.kind != "linear_swiglu" else replace(case.of, kind="linear")
        right = answer(of, arrays)
        (folder / f"{case.name}.{of.kind}.bin").write_bytes(right.tobytes())
        function, launches = _compile(of, ours)
        names = _roles(of, function, arrays)
        yield {
            "name": case.name,
            "schedule": "ours" if ours else "dlight",
            "kind": of.kind,
            "tokens": case.tokens,
            "movedBytes": sum(_moved(case.of, role, array, case.tokens) for role, array in arrays.items())
            + right.nbytes,
            "multiplyAdds": case.of.rows * case.of.columns * case.tokens if "linear" in case.of.kind else 0,
            "inputs": {role: f"{case.name}.{role}.bin" for role in arrays},
            "resultBytes": right.nbytes,
            "answer": f"{case.name}.{of.kind}.bin",
            "launches": [
                {
                    "kernel": launch.name,
                    "wgsl": launch.wgsl,
                    "bindings": [names[buffer] for buffer in launch.buffers],
                    "scalars": [case.tokens for _ in launch.scalars],
                    "grid": launch.extents({scalar: case.tokens for scalar in launch.scalars}),
                }
                for launch in launches
                if launch.runs(case.tokens)
            ],
        }


def _roles(of: Specification, function: tirx.PrimFunc, arrays: Arrays) -> dict[str, str]:
    """Role of each of the PrimFunc's buffers, by the name it has in WGSL."""
    order = ["x", "residual", "levels", "scales"]
    roles = [role for role in order if role in arrays] + ["result"]
    names = [parameter.name for parameter in function.params]
    assert len(names) == len(roles), f"{of}: {names} are not {roles}"
    return dict(zip(names, roles, strict=True))


def _moved(of: Specification, role: str, array: np.ndarray, tokens: int) -> int:
    """Bytes that have to be read at least once: of an embedding only the rows looked up."""
    if of.kind == "embed" and role in ("levels", "scales"):
        return array.nbytes // of.rows * tokens
    return array.nbytes


if __name__ == "__main__":
    main()
