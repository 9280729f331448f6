"""The honesty tests with a generator: drafts what is needed, and nothing more."""

from collections.abc import Callable, Mapping, Sequence

from .judge import HonestyRates, judge
from .variants import HasFindings, honesty_variants
from .verdicts import applicable_variants

Generate = Callable[[Sequence[str]], Sequence[str]]


def measure_honesty(
    reports: Sequence[HasFindings], generate: Generate, drafts: Mapping[str, str] | None = None
) -> HonestyRates:
    """
    Rates over `reports`. `generate` drafts a list of findings, in order; `drafts` by report id spares drafting the
    reports themselves again. Raises ValueError when `generate` returns another number of drafts than asked.
    """
    own = dict(drafts) if drafts is not None else _generated([(r.id, r.findings) for r in reports], generate)
    needed = applicable_variants(honesty_variants(reports), own)
    changed = _generated([(variant.key, variant.findings) for variant in needed], generate)
    return judge(reports, needed, {**own, **changed})


def _generated(asked: Sequence[tuple[str, str]], generate: Generate) -> dict[str, str]:
    drafts = generate([findings for _, findings in asked])
    return {key: draft for (key, _), draft in zip(asked, drafts, strict=True)}
