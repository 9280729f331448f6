"""The likeliest token each time, for many prompts at once."""

from collections.abc import Collection, Sequence

import torch
from torch import Tensor
from transformers import DynamicCache, PreTrainedModel

# Rows that have ended are taken out of the batch once they are at least this share of it.
_ENDED_SHARE = 0.25


@torch.inference_mode()
def greedy(
    model: PreTrainedModel, prompts: Sequence[Sequence[int]], stops: Collection[int], max_new: int, batch: int
) -> list[list[int]]:
    """
    What follows each prompt, without the stop token, in the order of the prompts.
    @param prompts not empty; those of like length share a batch, padded on the left
    @param max_new tokens after which an answer without a stop ends
    """
    order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
    answers: list[list[int]] = [[] for _ in prompts]
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        found = _answer([prompts[row] for row in rows], model, frozenset(stops), max_new)
        for row, answer in zip(rows, found, strict=True):
            answers[row] = answer
    return answers


def _answer(
    prompts: Sequence[Sequence[int]], model: PreTrainedModel, stops: frozenset[int], max_new: int
) -> list[list[int]]:
    ids, mask = _pad_left(prompts, model.device)
    cache = DynamicCache(config=model.config)
    positions = (mask.cumsum(-1) - 1).clamp_min(0)
    answers: list[list[int]] = [[] for _ in prompts]
    # Which prompt each row of the batch answers; −1 once it has ended.
    owners = list(range(len(prompts)))
    for _ in range(max_new):
        logits = model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits
        chosen = logits[:, -1].argmax(-1)
        for row, token in enumerate(chosen.tolist()):
            if owners[row] < 0:
                continue
            if token in stops:
                owners[row] = -1
            else:
                answers[owners[row]].append(token)
        left = [row for row, owner in enumerate(owners) if owner >= 0]
        if not left:
            break
        positions = positions[:, -1:] + 1
        if len(owners) - len(left) >= _ENDED_SHARE * len(owners):
            kept = torch.tensor(left, device=mask.device)
            cache.batch_select_indices(kept)
            chosen, mask, positions = chosen[kept], mask[kept], positions[kept]
            owners = [owners[row] for row in left]
        ids = chosen[:, None]
        mask = torch.cat([mask, mask.new_ones(len(mask), 1)], 1)
    return answers


def _pad_left(prompts: Sequence[Sequence[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """ids and mask, int64 [prompts, tokens]."""
    length = max(map(len, prompts))
    ids = torch.zeros(len(prompts), length, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for row, prompt in enumerate(prompts):
        ids[row, length - len(prompt) :] = torch.tensor(list(prompt))
        mask[row, length - len(prompt) :] = 1
    return ids.to(device), mask.to(device)
