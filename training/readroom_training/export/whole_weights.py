"""All weights of a fully fine-tuned model, as a folder that is a base like any other."""

from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import LlamaConfig

from readroom_training.export.adapter_folder import to_half
from readroom_training.export.atomic_folder import write_folder


def write_whole(folder: Path, config: LlamaConfig, state: Mapping[str, Tensor], tokenizer: Tokenizer) -> None:
    """
    config.json, model.safetensors in float16 and tokenizer.json; replaces `folder` as a whole.
    @param state by Hugging Face's names; lm_head.weight is left out where it is tied to the embedding
    @raises TrainingError `export/out-of-range` when a value does not fit float16
    """
    kept = {
        name: to_half(tensor, name)
        for name, tensor in sorted(state.items())
        if not (config.tie_word_embeddings and name == "lm_head.weight")
    }
    with write_folder(folder) as temporary:
        save_file(kept, temporary / "model.safetensors", metadata={"format": "pt"})
        config.save_pretrained(temporary)
        tokenizer.save(str(temporary / "tokenizer.json"))
