"""From a recipe to a model that stock PEFT trains."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import torch
from peft import LoraConfig, inject_adapter_in_model, prepare_model_for_kbit_training
from transformers import BitsAndBytesConfig, LlamaForCausalLM

from readroom_training.config.settings import Method, Recipe
from readroom_training.errors import TrainingError
from readroom_training.export.adapter_folder import AdapterFacts
from readroom_training.export.initial_pairs import initial_pairs
from readroom_training.model.base import load_base
from readroom_training.model.folder_base import load_folder
from readroom_training.model.peft_model import PeftModel
from readroom_training.model.tokenizer import load_tokenizer


def load_peft(recipe: Recipe, base: Path, device: torch.device, writes: bool = True) -> PeftModel:
    """The base with new adapters, or with the weights to train unfrozen; the same for the same recipe.seed.

    @param base a GGUF file or a safetensors folder (for qlora a folder)
    @param writes whether this process is the one that writes files
    @raises TrainingError `model/…`
    """
    method = recipe.method
    if method.kind == "qlora":
        llama, tokenizer = _in_four_bits(base, device), load_tokenizer(base)
    else:
        precision = torch.bfloat16 if recipe.model.precision == "bfloat16" else torch.float32
        llama, tokenizer = load_base(base, precision)
    llama.requires_grad_(False)
    if method.kind == "full":
        _unfreeze(llama, method)
    else:
        # The first values of A are drawn here; B begins at zero.
        torch.manual_seed(recipe.seed)
        scale = _facts(method).scale
        pairs = {} if method.init is None else initial_pairs(Path(method.init), _shapes(llama, method), scale)
        inject_adapter_in_model(_lora(method, {name: len(a) for name, (a, _) in pairs.items()}), llama)
        _in_full_precision(llama)
        for name, (a, b) in pairs.items():
            layer = llama.get_submodule(name)
            layer.lora_A["default"].weight.data = a.to(layer.lora_A["default"].weight)
            layer.lora_B["default"].weight.data = b.to(layer.lora_B["default"].weight)
    if recipe.model.gradient_checkpointing:
        llama.activation_checkpointing_enable({"use_reentrant": False})
    llama.train()
    return PeftModel(llama, tokenizer, recipe, base, writes)


def _shapes(llama: LlamaForCausalLM, method: Method) -> dict[str, tuple[int, int]]:
    """(out, in) of every layer to train."""
    modules = ((name, one) for name, one in llama.named_modules() if name.rpartition(".")[2] in method.targets)
    return {name: (one.out_features, one.in_features) for name, one in modules}


def _facts(method: Method) -> AdapterFacts:
    return AdapterFacts(method.rank, method.alpha, method.dropout, method.rslora, None)


def _lora(method: Method, ranks: Mapping[str, int]) -> LoraConfig:
    """@param ranks of modules that have another than the method's"""
    facts = _facts(method)
    return LoraConfig(
        r=method.rank,
        lora_alpha=method.alpha,
        rank_pattern=dict(ranks),
        alpha_pattern={name: facts.alpha_at(rank) for name, rank in ranks.items()},
        lora_dropout=method.dropout,
        use_rslora=method.rslora,
        target_modules=list(method.targets),
        bias="none",
        task_type="CAUSAL_LM",
    )


def _unfreeze(llama: LlamaForCausalLM, method: Method) -> None:
    for name, module in llama.named_modules():
        if name.rpartition(".")[2] in method.targets:
            module.weight.requires_grad_(True)
    _in_full_precision(llama)


def _in_full_precision(llama: LlamaForCausalLM) -> None:
    """Trained weights stay float32: a step is often smaller than bfloat16 can tell apart."""
    for parameter in llama.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()


def _in_four_bits(base: Path, device: torch.device) -> LlamaForCausalLM:
    """NF4 with double quantization, as Dettmers et al. 2023 (QLoRA).

    @raises TrainingError `model/needs-cuda`, `model/needs-bitsandbytes`, `model/needs-folder`
    """
    if device.type != "cuda":
        raise TrainingError("model/needs-cuda", "method.kind qlora needs a card with CUDA; lora runs anywhere.")
    if find_spec("bitsandbytes") is None:
        raise TrainingError("model/needs-bitsandbytes", "method.kind qlora needs the package bitsandbytes.")
    if not base.is_dir():
        raise TrainingError("model/needs-folder", "method.kind qlora needs a base in safetensors, not a GGUF file.")
    quantization = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
        # FSDP shares out only tensors of one type.
        bnb_4bit_quant_storage=torch.bfloat16,
    )
    llama = load_folder(base, torch.bfloat16, quantization_config=quantization, device_map={"": device})
    return prepare_model_for_kbit_training(llama, use_gradient_checkpointing=False)
