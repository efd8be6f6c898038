#!/usr/bin/env python3
"""Makes a model of 0.5 MB for a real llama.cpp server: two layers of random weights over single bytes, the same
in each run. What it writes is noise; a server that enforces a grammar makes valid answers of it.

    make-tiny-model.py FILE.gguf KIND (needs python3-gguf and numpy)

KIND: "noise"; "calls": it begins each answer as a call of a tool, the rest is noise again; "broken": the same, with
bytes in it that are no UTF-8, which a grammar lets through and the server then cannot read; "endless": noise whose
texts in JSON do not end."""

import sys

import gguf
import numpy

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 4, 128, 32768
# Tokens as chat models have them: the beginning, the end of a turn, a call.
BEGIN, END, CALL = "<|begin|>", "<|end|>", "<tool_call>"
# Of a model that calls, what follows a colon, with which the request ends: a call and a new line, as GPT-2 names it.
CHAIN = ((":", CALL), (CALL, "\u010a"))
# In the form of Qwen's and Hermes' models, which the server recognizes by its look.
TEMPLATE = """\
{% if tools %}system: The tools:
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}A call:
<tool_call>
{"name": NAME, "arguments": {}}
</tool_call>
{% endif %}{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\
{% for call in message['tool_calls'] or [] %}
<tool_call>
{"name": "{{ call['function']['name'] }}", "arguments": {{ call['function']['arguments'] | tojson }}}
</tool_call>{% endfor %}{{ '\\n' }}\
{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"""


def byte_names():
    """GPT-2's names of the 256 bytes: printable characters are themselves, the others follow from U+0100."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) if byte in printable else chr(0x100 + others.index(byte)) for byte in range(256)]


def describe(writer, tokens):
    writer.add_name("Noise")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_vocab_size(len(tokens))
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.CONTROL] * 2 + [gguf.TokenType.USER_DEFINED])
    # An empty list is not read; no text has two bytes 0.
    writer.add_token_merges([tokens[0] + tokens[0]])
    writer.add_bos_token_id(tokens.index(BEGIN))
    writer.add_eos_token_id(tokens.index(END))
    writer.add_chat_template(TEMPLATE)


def adjust(name, weights, tokens, kind):
    """Decides what noise would not. Of the first numbers of the stream, one is always 1 and each other tells of one
    token; the last layer reads them, and no other writes them."""
    chain = CHAIN if kind in ("calls", "broken") else ()
    if name == "token_embd":
        weights[:, :1 + len(chain)] = 0
        weights[:, 0] = 1
        for number, (this, _following) in enumerate(chain, 1):
            weights[tokens.index(this), number] = 2
    elif name.endswith(("attn_output", "ffn_down")):
        weights[:1 + len(chain)] = 0
    elif name == "output":
        weights[:, :1 + len(chain)] = 0
        # What has no place within an answer, and bytes of characters that noise would not complete.
        weights[[tokens.index(BEGIN), tokens.index(CALL)], 0] = -2
        if kind != "broken":
            weights[0x80:0x100, 0] = -2
        weights[tokens.index('"'), 0] = {"broken": 0.2, "endless": -2}.get(kind, 0.4)
        for number, (_this, following) in enumerate(chain, 1):
            weights[tokens.index(following), number] = 4


def add_weights(writer, tokens, kind):
    n_tokens = len(tokens)
    random = numpy.random.default_rng(1)

    def add(name, *shape):
        weights = (random.standard_normal(shape) * 0.05).astype(numpy.float32)
        adjust(name, weights, tokens, kind)
        writer.add_tensor(f"{name}.weight", weights)

    def add_norm(name):
        writer.add_tensor(f"{name}.weight", numpy.ones(WIDTH, numpy.float32))

    add("token_embd", n_tokens, WIDTH)
    for layer in range(LAYERS):
        add_norm(f"blk.{layer}.attn_norm")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{part}", WIDTH, WIDTH)
        add_norm(f"blk.{layer}.ffn_norm")
        add(f"blk.{layer}.ffn_gate", INNER, WIDTH)
        add(f"blk.{layer}.ffn_up", INNER, WIDTH)
        add(f"blk.{layer}.ffn_down", WIDTH, INNER)
    add_norm("output_norm")
    add("output", n_tokens, WIDTH)


def main():
    path, kind = sys.argv[1:]
    writer = gguf.GGUFWriter(path, "llama")
    tokens = [*byte_names(), BEGIN, END, CALL]
    describe(writer, tokens)
    add_weights(writer, tokens, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
