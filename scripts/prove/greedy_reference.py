"""Greedy continuations by transformers, in float32 on the CPU, over the weights that a built model stores.

python greedy_reference.py MODEL_FOLDER REQUESTS.json ANSWERS.json

REQUESTS: [{"prompt": [ids], "maxNewTokens": n, "stop": [ids]}]
ANSWERS: for each the ids without the stop token, their text, by how much each chosen logit led the runner-up,
and the logits after the prompt (null for large vocabularies).
"""

import json
import sys
from pathlib import Path

import torch
from mlc_weights import llama_state
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM


def load_model(folder: Path) -> LlamaForCausalLM:
    """transformers' Llama in the shape that mlc-chat-config.json gives, with the stored weights."""
    shape = json.loads((folder / "mlc-chat-config.json").read_text())["model_config"]
    rope = {"rope_type": "default", "rope_theta": shape["position_embedding_base"]}
    if shape["rope_scaling"] is not None:
        rope |= shape["rope_scaling"]
    config = LlamaConfig(
        vocab_size=shape["vocab_size"],
        hidden_size=shape["hidden_size"],
        intermediate_size=shape["intermediate_size"],
        num_hidden_layers=shape["num_hidden_layers"],
        num_attention_heads=shape["num_attention_heads"],
        num_key_value_heads=shape["num_key_value_heads"],
        head_dim=shape["head_dim"],
        rms_norm_eps=shape["rms_norm_eps"],
        rope_parameters=rope,
        tie_word_embeddings=shape["tie_word_embeddings"],
        max_position_embeddings=shape["context_window_size"],
        attention_bias=False,
        mlp_bias=False,
    )
    model = LlamaForCausalLM(config).to(torch.float32).eval()
    heads = (shape["num_attention_heads"], shape["num_key_value_heads"], shape["head_dim"])
    state = llama_state(folder, *heads)
    if shape["tie_word_embeddings"]:
        state["lm_head.weight"] = state["model.embed_tokens.weight"]
    missing, unexpected = model.load_state_dict(state, strict=False)
    if missing or unexpected:
        raise SystemExit(f"the stored weights do not fit transformers' Llama: {missing} {unexpected}")
    return model


@torch.inference_mode()
def continue_greedily(model: LlamaForCausalLM, request: dict) -> dict:
    """The likeliest token, the lowest id of equal ones, again and again until a stop token or the limit."""
    ids: list[int] = []
    margins: list[float] = []
    step = model(torch.tensor([request["prompt"]]), use_cache=True)
    first = step.logits[0, -1]  # [vocab]
    while len(ids) < request["maxNewTokens"]:
        logits = step.logits[0, -1]
        best = logits.topk(2)
        token = int(logits.argmax())
        margins.append(float(best.values[0] - best.values[1]))
        if token in request["stop"]:
            break
        ids.append(token)
        step = model(torch.tensor([[token]]), past_key_values=step.past_key_values, use_cache=True)
    return {"ids": ids, "margins": margins, "firstLogits": first.tolist() if len(first) <= 4096 else None}


def main() -> None:
    """Reads the three paths of the command line; one line of progress per request."""
    folder, requests_path, answers_path = (Path(argument) for argument in sys.argv[1:4])
    requests = json.loads(requests_path.read_text())
    model = load_model(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    answers = []
    for index, request in enumerate(requests):
        answer = continue_greedily(model, request)
        answers.append(answer | {"text": tokenizer.decode(answer["ids"], skip_special_tokens=False)})
        print(f"reference {index + 1} of {len(requests)}: {len(answer['ids'])} tokens", flush=True)
    answers_path.write_text(json.dumps(answers))


if __name__ == "__main__":
    main()
