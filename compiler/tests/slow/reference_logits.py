"""What transformers computes in float32 over the weights that a built model stores.

python reference_logits.py MODEL_FOLDER OUT.npz

OUT holds, per findings text of `findings.py`: `prompt_i` int32 [n], `logits_i` float32 [n, vocabulary] and
`greedy_i` int32, the ids that follow until a stop token or 48 of them. Needs scripts/prove/requirements.txt.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from findings import FINDINGS
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts" / "prove"))

from greedy_reference import continue_greedily, load_model  # noqa: E402

NEW_TOKENS = 48


def prompt_ids(folder: Path, findings: str) -> list[int]:
    """The prompt in the model's own chat template."""
    template = json.loads((folder / "mlc-chat-config.json").read_text())["conv_template"]
    start = template["system_template"].replace("{system_message}", template["system_message"])
    text = start + findings + template["roles"]["assistant"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return tokenizer.encode(text, add_special_tokens=False).ids


def main() -> None:
    """Reads the two paths of the command line."""
    folder, out = (Path(argument) for argument in sys.argv[1:3])
    stop = json.loads((folder / "mlc-chat-config.json").read_text())["conv_template"]["stop_token_ids"]
    model = load_model(folder)
    arrays: dict[str, np.ndarray] = {}
    for index, findings in enumerate(FINDINGS):
        ids = prompt_ids(folder, findings)
        with torch.inference_mode():
            logits = model(torch.tensor([ids])).logits[0]
        answer = continue_greedily(model, {"prompt": ids, "maxNewTokens": NEW_TOKENS, "stop": stop})
        arrays[f"prompt_{index}"] = np.array(ids, np.int32)
        arrays[f"logits_{index}"] = logits.numpy().astype(np.float32)
        arrays[f"greedy_{index}"] = np.array(answer["ids"], np.int32)
        smallest = min(answer["margins"])
        print(f"{len(ids)} tokens, {len(answer['ids'])} new, smallest lead {smallest:.4f}", flush=True)
    np.savez_compressed(out, **arrays)


if __name__ == "__main__":
    main()
