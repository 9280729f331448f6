"""What a model library is made from: a Llama's shape, the form of its weights, the type of its arithmetic."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from readroom_compiler.errors import CompilerError
from readroom_compiler.fields import Fields

# A configuration is a few kilobytes; more is some other file.
MAX_CONFIG_BYTES = 1 << 20
# Above the largest published Llama in each; they keep a typing error from asking for hours of compilation.
MAX_VOCAB = 1 << 20
MAX_HIDDEN = 1 << 15
MAX_INTERMEDIATE = 1 << 17
MAX_LAYERS = 256
MAX_HEADS = 256
MAX_HEAD_DIM = 256
MAX_CONTEXT = 1 << 17
# A prefill of more tokens than this holds the GPU too long for a page that stays usable.
MAX_PREFILL_CHUNK = 4096

GROUP = 32  # weights that share one scale
HEAD_VECTOR = 4  # values of a head that one invocation of the attention kernels holds
MAX_INVOCATIONS = 256  # of a workgroup, on every WebGPU device
# It names a file.
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
QUANTIZATIONS = ("q4f16_1", "q4f32_1", "q8f16_1", "q8f32_1", "q0f32")
COMPUTE_TYPES = ("float16", "float32")


@dataclass(frozen=True)
class RopeScaling:
    """Llama 3.x's stretched rotary embedding."""

    factor: float
    low_freq_factor: float
    high_freq_factor: float
    original_max_position_embeddings: int


@dataclass(frozen=True)
class Architecture:
    """The shape of a Llama; names as in Hugging Face's configuration."""

    hidden_size: int
    intermediate_size: int
    layers: int
    attention_heads: int
    key_value_heads: int
    head_dim: int
    vocab_size: int
    rope_theta: float
    rope_scaling: RopeScaling | None
    rms_norm_eps: float
    tie_word_embeddings: bool
    max_position_embeddings: int


@dataclass(frozen=True)
class LibraryConfig:
    """One model library."""

    name: str
    architecture: Architecture
    quantization: str  # of the stored weights
    compute: str  # of activations and the KV cache
    context_window: int
    prefill_chunk: int


def stored_type(quantization: str) -> str:
    """Type of scales and norms in the store: q8f16_1 -> float16."""
    return "float16" if "f16" in quantization else "float32"


def library_name(shape: str, quantization: str, compute: str) -> str:
    """`<shape>-<quantization>`, with `-f32` where float16 weights are computed with in float32."""
    widened = stored_type(quantization) == "float16" and compute == "float32"
    return f"{shape}-{quantization}" + ("-f32" if widened else "")


def read_config(
    path: str | Path, quantization: str, compute: str | None = None, shape: str | None = None
) -> LibraryConfig:
    """Reads a JSON of model-configs/; by default `compute` is the stored type and `shape` the config's id."""
    path = Path(path)
    root = Fields.of_json(_read_json(path), path.name)
    if quantization not in QUANTIZATIONS:
        known = ", ".join(QUANTIZATIONS)
        raise CompilerError(f"The quantization {quantization} is not known; known are {known}.")
    compute = compute or stored_type(quantization)
    if compute not in COMPUTE_TYPES:
        raise CompilerError(f"Kernels compute in float16 or float32, not in {compute}.")
    if compute == "float16" and stored_type(quantization) == "float32":
        raise CompilerError(f"Weights stored as {quantization} are computed with in float32 only.")
    architecture = _architecture(root.child("architecture"))
    context = root.child("context")
    identity = shape or root.text("id")
    if not _ID.fullmatch(identity):
        raise CompilerError(f"{path.name}: id must be a short lower-case name.")
    config = LibraryConfig(
        name=library_name(identity, quantization, compute),
        architecture=architecture,
        quantization=quantization,
        compute=compute,
        context_window=context.integer("window", MAX_CONTEXT),
        prefill_chunk=context.integer("prefillChunk", MAX_PREFILL_CHUNK),
    )
    check_config(config)
    return config


def check_config(config: LibraryConfig) -> None:
    """Refuses shapes that no kernel of ours can compute, saying why."""
    shape = config.architecture
    if shape.attention_heads % shape.key_value_heads:
        raise CompilerError(
            f"{shape.attention_heads} attention heads cannot share {shape.key_value_heads} key/value heads "
            "evenly."
        )
    _check_heads(shape)
    if config.context_window > shape.max_position_embeddings:
        raise CompilerError(
            f"A window of {config.context_window} tokens is beyond the model's "
            f"{shape.max_position_embeddings} positions."
        )
    if config.prefill_chunk > config.context_window:
        raise CompilerError(
            f"A prefill chunk of {config.prefill_chunk} tokens is larger than the window of "
            f"{config.context_window}."
        )
    if config.quantization != "q0f32":
        _check_groups(config)


def _check_heads(shape: Architecture) -> None:
    """What TVM's attention kernels take for granted; they would skip the rest of the heads without a word."""
    if shape.head_dim % HEAD_VECTOR:
        raise CompilerError(
            f"Attention reads {HEAD_VECTOR} values at a time: a head of {shape.head_dim} is no multiple of it."
        )
    group = shape.attention_heads // shape.key_value_heads
    rows = group
    # The decode kernel halves the heads of a workgroup until it fits, and drops a remainder.
    while shape.head_dim // HEAD_VECTOR * rows > MAX_INVOCATIONS and rows > 1:
        rows //= 2
    if group % rows:
        raise CompilerError(
            f"{group} attention heads of {shape.head_dim} to one key/value head do not divide into workgroups."
        )


def _check_groups(config: LibraryConfig) -> None:
    """Every row that is summed over must be whole groups, and halves must fill whole words."""
    shape = config.architecture
    widths = {
        "hidden size": shape.hidden_size,
        "feed-forward size": shape.intermediate_size,
        "attention width (heads × head size)": shape.attention_heads * shape.head_dim,
    }
    for what, width in widths.items():
        if width % GROUP:
            raise CompilerError(f"The {what} of {width} is not a multiple of {GROUP}, a group of weights.")
    halves = shape.vocab_size * (shape.hidden_size // GROUP)
    if halves % 2 and stored_type(config.quantization) == "float16" and config.compute == "float32":
        raise CompilerError(
            f"A vocabulary of {shape.vocab_size} with {config.quantization} leaves half a word of scales: "
            "compile it for float16, or use float32 scales."
        )


def _architecture(fields: Fields) -> Architecture:
    family = fields.text("family")
    if family != "llama":
        raise CompilerError(f"Only the Llama family can be compiled, not {family}.")
    return Architecture(
        hidden_size=fields.integer("hiddenSize", MAX_HIDDEN),
        intermediate_size=fields.integer("intermediateSize", MAX_INTERMEDIATE),
        layers=fields.integer("layers", MAX_LAYERS),
        attention_heads=fields.integer("attentionHeads", MAX_HEADS),
        key_value_heads=fields.integer("keyValueHeads", MAX_HEADS),
        head_dim=fields.integer("headDim", MAX_HEAD_DIM),
        vocab_size=fields.integer("vocabSize", MAX_VOCAB),
        rope_theta=fields.positive("ropeTheta"),
        rope_scaling=_rope_scaling(fields),
        rms_norm_eps=fields.positive("rmsNormEps"),
        tie_word_embeddings=fields.boolean("tieWordEmbeddings"),
        max_position_embeddings=fields.integer("maxPositionEmbeddings", 1 << 24),
    )


def _rope_scaling(fields: Fields) -> RopeScaling | None:
    if fields.is_null("ropeScaling"):
        return None
    scaling = fields.child("ropeScaling")
    kind = scaling.text("type")
    if kind != "llama3":
        raise CompilerError(f"The rope scaling {kind} is not known; only llama3 is.")
    low, high = scaling.positive("lowFreqFactor"), scaling.positive("highFreqFactor")
    if low >= high:
        raise CompilerError("ropeScaling: lowFreqFactor must be below highFreqFactor.")
    return RopeScaling(
        factor=scaling.positive("factor"),
        low_freq_factor=low,
        high_freq_factor=high,
        original_max_position_embeddings=scaling.integer("originalMaxPositionEmbeddings", 1 << 24),
    )


def _read_json(path: Path) -> object:
    try:
        size = path.stat().st_size
        if size > MAX_CONFIG_BYTES:
            raise CompilerError(f"{path.name} has {size:,} bytes: that is no model configuration.")
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CompilerError(f"There is no configuration {path}.") from None
    # ValueError: no UTF-8, no JSON, or a number of thousands of digits; RecursionError: endless nesting.
    except (OSError, ValueError, RecursionError) as error:
        raise CompilerError(f"{path.name} cannot be read as JSON: {error}.") from None
