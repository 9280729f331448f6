"""What a recipe says: the shape of training/recipes/*.yaml. Defaults are those of a plain LoRA run."""

from dataclasses import dataclass, field
from typing import Literal

from readroom_training.config.data_settings import DataSettings
from readroom_training.config.decode import limited

LINEARS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
Linear = Literal["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
Quantization = Literal["none", "q8f16_1", "q4f16_1"]

# src/pipeline/merge refuses a higher rank, and above it full fine-tuning is cheaper.
MAX_RANK = 1_024
# An adapter of rank 256 for a 70B model; above it whole weights serve better.
MAX_ADAPTER_BYTES = 1 << 34
# Llama's own peak rate is 3e-4; ten times a hot LoRA is a slip of the keyboard.
MAX_RATE = 0.1
# One pass over 100 million reports at one report a step.
MAX_STEPS = 100_000_000
MAX_EPOCHS = 1_000
# Tokens of one forward pass: the longest context of a Llama 3.1 in 64 samples.
MAX_BATCH_TOKENS = 1 << 23
MAX_BATCH_REPORTS = 1 << 20
# What torch.manual_seed takes without wrapping.
MAX_SEED = (1 << 32) - 1
MAX_EXAMPLES = 16
MAX_NEW_TOKENS = 4_096
MAX_THREADS = 1_024


@dataclass(frozen=True, slots=True)
class Method:
    """What is trained: adapters of `targets` (`lora`; `qlora` on a base in 4 bits, which needs CUDA) or, with `full`,
    the whole weights of `targets`. Embeddings and norms keep the base's: what the app merges are linear layers."""

    kind: Literal["lora", "qlora", "full"] = "lora"
    rank: int = limited(8, least=1, most=MAX_RANK)
    alpha: float = limited(16.0, least=0, most=65_536, open_least=True)
    dropout: float = limited(0.05, least=0, most=0.9)
    targets: tuple[Linear, ...] = LINEARS
    rslora: bool = False  # scale by alpha / sqrt(rank) instead of alpha / rank
    quantization_aware: Quantization = "none"  # forward through this grid of the merged weight, straight-through
    # With `lora`: the PEFT folder, relative to the recipe, that training goes on from at the ranks of its matrices.
    init: str | None = None
    # With `full`: bring the difference back as a LoRA of this rank (truncated SVD); null keeps whole weights.
    export_rank: int | None = limited(None, least=1, most=MAX_RANK)
    # Or at a rank of each matrix's own, so that the adapter folder has at most so many bytes and loses least.
    export_bytes: int | None = limited(None, least=1, most=MAX_ADAPTER_BYTES)


@dataclass(frozen=True, slots=True)
class Model:
    """The base. `config` is a file of model-configs/, relative to the recipe: shape, prompt, context, generation."""

    config: str
    base: str | None = None  # GGUF file or safetensors folder; null: the pinned base of `config` in .cache/base
    engine: Literal["fast", "peft"] = "peft"
    precision: Literal["float32", "bfloat16"] = "bfloat16"  # of the frozen base and the activations
    gradient_checkpointing: bool = False


@dataclass(frozen=True, slots=True)
class Examples:
    """Similar findings-impression pairs before the findings, for `share` of the training samples."""

    share: float = limited(0.0, least=0, most=1)
    least: int = limited(1, least=1, most=MAX_EXAMPLES)
    most: int = limited(3, least=1, most=MAX_EXAMPLES)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt around the findings; the template is that of the model config."""

    system_message: str | None = None  # null: the model config's
    max_tokens: int = limited(1_024, least=32, most=131_072)  # prompt and impression; a longer sample is left out
    examples: Examples = field(default_factory=Examples)


@dataclass(frozen=True, slots=True)
class Augment:
    """Changes of samples that teach faithfulness, each with its probability per sample and epoch."""

    swap_sides: float = limited(0.0, least=0, most=1)
    # Every report that names a side comes as it is and with its sides exchanged, both in one step.
    both_sides: bool = False
    shuffle_sentences: float = limited(0.0, least=0, most=1)
    drop_normal: float = limited(0.0, least=0, most=1)
    change_measurements: float = limited(0.0, least=0, most=1)
    deny_findings: float = limited(0.0, least=0, most=1)  # "There is X" becomes "No X", and X leaves the impression
    # A plainly normal impression becomes the wording that resembles most what was written for similar findings.
    consensus_targets: float = limited(0.0, least=0, most=1)
    # Impressions with words that de-identification masked (XXXX, ___). `repair` fills or shortens what it can.
    masked_words: Literal["keep", "drop_report", "drop_sentence", "mask_loss", "repair"] = "drop_sentence"
    # Sentences of an impression that state what the findings do not (by honesty/check_draft.py) are not learned.
    faithful_targets: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """How often a report of a kind is seen, against 1 for the others."""

    abnormal: float = limited(1.0, least=0, most=100, open_least=True)


@dataclass(frozen=True, slots=True)
class Preference:
    """A last phase in which true impressions are preferred to wrong ones (train/preference.py), as a rule a short one:
    it starts from the best weights, with a schedule of its own, and the best of its evaluations is what is kept."""

    epochs: float = limited(0.0, least=0, most=MAX_EPOCHS)  # 0: no such phase
    lr: float = limited(5e-5, least=0, most=MAX_RATE, open_least=True)
    beta: float = limited(0.1, least=0, most=100, open_least=True)  # how soon a preference is strong enough
    likelihood: float = limited(1.0, least=0, most=100)  # weight of the true impression's own loss
    corruptions: tuple[Literal["wrong_side", "dropped_finding", "invented_finding"], ...] = (
        "wrong_side",
        "dropped_finding",
        "invented_finding",
    )


@dataclass(frozen=True, slots=True)
class Distil:
    """Soft targets (Hinton et al. 2015) of cross-fitted teachers: for each fold of the training reports one is trained
    on the other folds with this recipe, and says how likely it finds other words in the fold's own samples."""

    folds: int = limited(0, least=0, most=16)  # 0: no teachers
    weight: float = limited(0.5, least=0, most=1)  # share of the soft targets in the loss
    temperature: float = limited(1.0, least=0, most=100, open_least=True)
    top: int = limited(16, least=1, most=256)  # words that are kept of each answer


@dataclass(frozen=True, slots=True)
class Optimiser:
    """AdamW (Loshchilov and Hutter 2019)."""

    lr: float = limited(1e-3, least=0, most=MAX_RATE, open_least=True)
    # LoRA+ (Hayou et al. 2024): the rate of B over that of A.
    lr_b_ratio: float = limited(1.0, least=0, most=1_000, open_least=True)
    betas: tuple[float, float] = limited((0.9, 0.999), least=0, most=0.999999)
    eps: float = limited(1e-8, least=0, most=1, open_least=True)
    weight_decay: float = limited(0.01, least=0, most=1)
    clip: float = limited(1.0, least=0, most=1e6, open_least=True)  # of the gradient's norm over all parameters
    label_smoothing: float = limited(0.0, least=0, most=0.5)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The learning rate over the steps."""

    kind: Literal["cosine", "linear", "constant"] = "cosine"
    warmup: float = limited(0.05, least=0, most=0.9)  # share of the steps
    floor: float = limited(0.0, least=0, most=1)  # last rate / peak rate


@dataclass(frozen=True, slots=True)
class Batch:
    """One optimiser step. Both numbers leave the result alone when processes or memory change, but for rounding."""

    reports: int = limited(16, least=1, most=MAX_BATCH_REPORTS)  # of a step, over all processes and micro-batches
    max_tokens: int = limited(4_096, least=64, most=MAX_BATCH_TOKENS)  # padded, of one forward pass on one process


@dataclass(frozen=True, slots=True)
class Averaging:
    """Averages of the weights: exponential (`ema`), or of every step of the last share of the run (`tail`)."""

    kind: Literal["none", "ema", "tail"] = "none"
    decay: float = limited(0.999, least=0, most=1)
    start: float = limited(0.5, least=0, most=1)  # share of the steps after which `tail` begins


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Impressions generated for validation reports decide which weights are kept and when to stop."""

    every: float = limited(1.0, least=0, most=MAX_EPOCHS, open_least=True)  # epochs
    first: float = limited(1.0, least=0, most=MAX_EPOCHS)  # epochs; the end of training is always evaluated
    # `loss`, the mean over the validation labels, where weights are sharded: those cannot be merged to generate.
    metric: Literal["rouge1", "rouge2", "rougeL", "loss"] = "rouge1"
    patience: int | None = limited(None, least=1, most=1_000)  # evaluations without a better score; null: never stop
    limit: int | None = limited(None, least=1, most=1_000_000)  # reports, evenly spread; null: all
    max_new_tokens: int | None = limited(None, least=1, most=MAX_NEW_TOKENS)  # null: the model config's
    quantization: Quantization = "q8f16_1"  # the weights that generate are rounded as the app stores them
    batch: int = limited(32, least=1, most=MAX_BATCH_REPORTS)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What `--resume` goes on from."""

    every_minutes: float = limited(10.0, least=0, most=10_000)  # 0: after every step
    keep: int = limited(2, least=1, most=1_000)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole training run."""

    name: str
    model: Model
    data: DataSettings
    method: Method = field(default_factory=Method)
    prompt: Prompt = field(default_factory=Prompt)
    augment: Augment = field(default_factory=Augment)
    weights: Weights = field(default_factory=Weights)
    distil: Distil = field(default_factory=Distil)
    preference: Preference = field(default_factory=Preference)
    optimiser: Optimiser = field(default_factory=Optimiser)
    schedule: Schedule = field(default_factory=Schedule)
    batch: Batch = field(default_factory=Batch)
    averaging: Averaging = field(default_factory=Averaging)
    evaluation: Evaluation = field(default_factory=Evaluation)
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    epochs: float = limited(3.0, least=0, most=MAX_EPOCHS, open_least=True)
    max_steps: int | None = limited(None, least=1, most=MAX_STEPS)  # ends earlier than `epochs` would
    seed: int = limited(0, least=0, most=MAX_SEED)
    threads: int | None = limited(None, least=1, most=MAX_THREADS)  # of the CPU; null: torch's choice
    distributed: str | None = None  # an accelerate configuration, relative to the recipe
    out: str | None = None  # folder of the run, relative to the working folder; null: runs/<name>
