"""Writes a GGUF file that is exactly a word-bigram model, so every probability is known.

Run by the Python of `optional.llama_python`: arguments the model file and a JSON file of facts.

The trick: the embedding of token i is the i-th unit vector and attention and feed-forward add
nothing, so that after the norm (which multiplies a unit vector by the square root of its length D)
the output matrix is read off column by column. With log P / sqrt(D) in it, the logits of the next
token are the logarithms of its probabilities.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import gguf  # pyright: ignore[reportMissingImports]
import numpy as np

SIZE = 1024  # tokens, and the length of an embedding
HEAD = 64
TEXT = Path(__file__).resolve().parents[1] / "data" / "bigram" / "text.txt"
CONTROL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
TOOL_TAGS = ["<tool_call>", "</tool_call>"]
# One token that holds a whole call; a request reaches it with a logit_bias on <tool_call>, id 5.
TOOL_CALL = '\n{"name": "get_weather", "arguments": {"city": "Oslo"}}\n</tool_call>'
JSON_SIGNS = {'"': 0.012, "}": 0.003, "]": 0.003, ",": 0.003}
# The server reads from the template how calls are written.
TEMPLATE = (
    "{% if tools %}<|im_start|>system\nTools: <tools>{{ tools | tojson }}</tools>\nCall one so: "
    '<tool_call>\n{"name": "NAME", "arguments": {}}\n</tool_call><|im_end|>\n{% endif %}'
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.tool_calls %}{% for call in message.tool_calls %}<tool_call>\n"
    '{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}'
    "\n</tool_call>{% endfor %}{% else %}{{ message.content }}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def vocabulary(words: list[str]) -> tuple[list[str], list[int], list[float]]:
    """Return tokens, their kinds and their scores: control, tags, bytes, signs, the call, words."""
    kinds = gguf.TokenType
    data = [f"<0x{byte:02X}>" for byte in range(256)]
    signs = ["▁", *(chr(code) for code in range(33, 127)), TOOL_CALL]
    tokens = [*CONTROL, *TOOL_TAGS, *data, *signs]
    types = [kinds.UNKNOWN] + [kinds.CONTROL] * 4 + [kinds.USER_DEFINED] * 2
    types += [kinds.BYTE] * 256 + [kinds.NORMAL] * (SIZE - len(types) - 256)
    fixed = len(tokens)
    tokens += [f"▁{word}" for word, _ in Counter(words).most_common(SIZE - fixed)]
    tokens += [f"▁unused{number}" for number in range(SIZE - len(tokens))]
    scores = [0.0] * 7 + [-1000.0] * 256 + [-50.0 - n for n in range(len(signs))]
    scores += [-n / 100 for n in range(SIZE - fixed)]
    return tokens, types, scores


def probabilities(tokens: list[str], words: list[str]) -> np.ndarray:
    """Return P[previous, next]: counted bigrams, backed off to single words, never zero."""
    ids = {token: number for number, token in enumerate(tokens)}
    signs = np.zeros(SIZE)
    for sign, probability in JSON_SIGNS.items():
        signs[ids[sign]] = probability
    table = (1 - signs.sum() - 0.001) * counted(ids, words) + signs + 0.001 / SIZE
    tag, call = ids[TOOL_TAGS[0]], ids[TOOL_CALL]
    table[:, tag], table[:, call] = 1e-4, 1e-9
    for certain, following in ((tag, call), (call, ids["<|im_end|>"])):
        table[certain] = 1e-13
        table[certain, following] = 1
    return table / table.sum(axis=1, keepdims=True)


def counted(ids: dict[str, int], words: list[str]) -> np.ndarray:
    """Return the shares of pairs in the text, with one part in twenty for single words."""
    sequence = [ids[f"▁{word}"] for word in words if f"▁{word}" in ids]
    single = np.bincount(sequence, minlength=SIZE) / len(sequence)
    pairs = np.zeros((SIZE, SIZE))
    for previous, following in pairwise(sequence):
        pairs[previous, following] += 1
    full_stop = ids["▁."]
    pairs[full_stop, ids["<|im_end|>"]] = 0.35 * pairs[full_stop].sum()
    seen = pairs.sum(axis=1, keepdims=True)
    share = np.where(seen > 0, 0.05, 1.0)
    return (pairs + share * single) / (seen + share)


def write_model(path: str, words: list[str], table: np.ndarray) -> None:
    """Write the model file."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("bigram")
    writer.add_context_length(4096)
    writer.add_embedding_length(SIZE)
    writer.add_block_count(1)
    writer.add_feed_forward_length(32)
    writer.add_head_count(SIZE // HEAD)
    writer.add_head_count_kv(1)
    writer.add_rope_dimension_count(HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(SIZE)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    write_tokenizer(writer, *vocabulary(words))
    for name, tensor in tensors(table).items():
        writer.add_tensor(f"{name}.weight", np.ascontiguousarray(tensor, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_tokenizer(
    writer: gguf.GGUFWriter, tokens: list[str], types: list[int], scores: list[float]
) -> None:
    """Write the vocabulary; no space is put before a prompt, or grammars are refused."""
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(tokens.index("<s>"))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_unk_token_id(tokens.index("<unk>"))
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)


def tensors(table: np.ndarray) -> dict[str, np.ndarray]:
    """Return the weights: everything between embedding and output is zero."""
    return {
        "token_embd": np.eye(SIZE),
        "output": np.log(table).T / math.sqrt(SIZE),
        "output_norm": np.ones(SIZE),
        "blk.0.attn_norm": np.ones(SIZE),
        "blk.0.ffn_norm": np.ones(SIZE),
        "blk.0.attn_q": np.zeros((SIZE, SIZE)),
        "blk.0.attn_k": np.zeros((HEAD, SIZE)),
        "blk.0.attn_v": np.zeros((HEAD, SIZE)),
        "blk.0.attn_output": np.zeros((SIZE, SIZE)),
        "blk.0.ffn_gate": np.zeros((32, SIZE)),
        "blk.0.ffn_up": np.zeros((32, SIZE)),
        "blk.0.ffn_down": np.zeros((SIZE, 32)),
    }


def main() -> None:
    """Write the model and what tests want to know of it."""
    model, facts = sys.argv[1:]
    words = TEXT.read_text(encoding="utf-8").split()
    tokens, _types, _scores = vocabulary(words)
    table = probabilities(tokens, words)
    write_model(model, words, table)
    # A prompt ends with the line break of the template, a byte token.
    first = table[tokens.index("<0x0A>")]
    known = {"vocabulary": tokens, "first_token_probabilities": first.tolist()}
    Path(facts).write_text(json.dumps(known), encoding="utf-8")
    table.astype("<f8").tofile(Path(facts).with_suffix(".table"))


main()
