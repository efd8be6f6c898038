#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model server that is played, with the quirks of real ones. It answers by what a request asks for (a plan, a script,
a judgement) with answers.json. As a program: endpoint.py PORT QUIRK[,QUIRK…] LOGDIR."""

import json
import pathlib
import ssl
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWERS: dict[str, str] = json.loads(pathlib.Path(__file__).with_name("answers.json").read_text())
LONG = "The user wants a stool. I have to plan parts: {\"parts\": [{\"id\": \"seat\"}]} hmm, no. " * 60
Delta = tuple[dict[str, Any], str | None]


def words_of(request: dict[str, Any]) -> str:
    """All texts of a request."""
    texts = []
    for message in request.get("messages", []):
        content = message.get("content")
        texts += [content] if isinstance(content, str) else [part.get("text", "") for part in content or []]
    return "\n".join(texts)


def wanted(request: dict[str, Any]) -> str:
    """Which of the answers a request asks for."""
    schema: str = ((request.get("response_format") or {}).get("json_schema") or {}).get("name", "")
    words = words_of(request)
    if schema:
        return next((name for name in ("plan", "critique", "verdict") if name in schema), schema)
    for role, answer in (("critic", "critique"), ("planner", "plan")):  # a schema that is left out names nothing
        if f"# Your role: {role}" in words:
            return answer
    return "script"


def refusal(quirks: set[str], request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
    """How hosted and local servers refuse what others take, as their users report it: the status and the body."""
    def error(status: int, message: str, **more: Any) -> tuple[int, dict[str, Any]]:
        return status, {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None,
                                  **more}}

    if "gpt5" in quirks:  # OpenAI's reasoning models
        most = request.get("max_completion_tokens") or 0
        if "max_tokens" in request:
            return error(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                              "'max_completion_tokens' instead.", param="max_tokens", code="unsupported_parameter")
        if request.get("temperature") not in (None, 1):
            return error(400, "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default "
                              "(1) value is supported.", param="temperature", code="unsupported_value")
        if most > 16384:
            return error(400, f"max_tokens is too large: {most}. This model supports at most 16384 completion tokens, "
                              f"whereas you provided {most}.", param="max_tokens", code="invalid_value")
    if "unverified" in quirks and request.get("stream"):
        return error(400, "Your organization must be verified to stream this model. Please go to: "
                          "https://example.invalid/settings and click on Verify Organization. If you just verified, "
                          "it can take up to 15 minutes for access to propagate.", param="stream",
                     code="unsupported_value")
    if "mistral" in quirks:  # it takes no member that it does not know, and its message is an object
        extra = sorted(request.keys() - {"model", "messages", "stream", "max_tokens", "temperature", "top_p", "stop",
                                         "response_format", "random_seed", "safe_prompt", "n", "prediction"})
        if extra:
            return 422, {"object": "error", "type": "invalid_request_error", "param": None, "code": None, "message": {
                "detail": [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted",
                            "input": True} for name in extra]}}
    if "deepseek" in quirks and any(message["role"] == "assistant" and not message.get("reasoning_content")
                                    for message in request["messages"]):
        return error(400, "The `reasoning_content` in the thinking mode must be passed back to the API.")
    if "peg500" in quirks and request.get("response_format"):  # llama.cpp: the template's parser fails at the end
        return error(500, "The model produced output that does not match the expected peg-native format",
                     code=500, type="server_error")
    if "grammar" in quirks and '"pattern"' in json.dumps(request.get("response_format")):
        return error(400, "JSON schema conversion failed:\nPattern must start with '^' and end with '$'", code=400)
    if "credits" in quirks:  # OpenRouter
        return error(402, "This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, "
                          "but can only afford 1843.", code=402, metadata={"provider_name": None})
    return None


def usage(read: int, written: int) -> dict[str, int]:
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, message: str, status: int = 400) -> None:
        """As vLLM does."""
        self.send(status, {"object": "error", "message": message, "type": "BadRequestError", "param": None,
                           "code": status})

    def note(self, **what: Any) -> int:
        with self.server.lock:
            self.server.requests.append({"path": self.path, "key": self.headers.get("Authorization"), **what})
            if self.server.log:
                with (self.server.log / "log").open("a") as log:
                    log.write(json.dumps(self.server.requests[-1]) + "\n")
            return sum("asks" in request for request in self.server.requests)

    def do_GET(self) -> None:
        self.note()
        if self.path.split("?")[0] == self.server.base + "/models":
            self.send(200, {"object": "list", "data": [{"id": "fake", "object": "model", "owned_by": "me"}]})
        else:
            self.send(404, {"error": {"message": "no such path: " + self.path}})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        quirks = self.server.quirks
        which = wanted(request)
        roles = [message["role"] for message in request["messages"]]
        number = self.note(asks=which, roles=roles, max_tokens=request.get("max_tokens"))
        path, _, query = self.path.partition("?")
        if path != self.server.base + "/chat/completions" or ("query" in quirks and query != "api-version=2024-10-21"):
            return self.send(404, {"detail": "Not Found"})
        # vLLM, and llama.cpp with --jinja, with the templates of Mistral or Gemma.
        if "nosystem" in quirks and "system" in roles:
            return self.refuse("System role not supported")
        if "jinja" in quirks and "system" in roles:
            return self.send(500, {"error": {"code": 500, "type": "server_error", "message": (
                "Value is not callable: null at row 1, column 98:\n"
                "{{ raise_exception('System role not supported') }}")}})
        rest = roles[1:] if roles[:1] == ["system"] else roles
        if "alternate" in quirks and any(role != ("user", "assistant")[i % 2] for i, role in enumerate(rest)):
            return self.refuse("After the optional system message, conversation roles must alternate "
                               "user/assistant/user/assistant/...")
        most = request.get("max_tokens") or 0
        if "vllmlength" in quirks and most > 4000:  # the room that is left is less than an answer may have
            return self.refuse(f"'max_tokens' or 'max_completion_tokens' is too large: {most}. This model's maximum "
                               "context length is 16384 tokens and your request has 3120 input tokens "
                               f"({most} > 16384 - 3120). None")
        refused = refusal(quirks, request)
        if refused:
            return self.send(*refused)
        if "deepseek" in quirks and which == "plan" and number == 1:  # not whole: a correction will be asked for
            return self.stream([({"role": "assistant", "reasoning_content": "A stool. Seat and legs."}, None),
                                ({"content": '{"title": "Stool", "parts": ['}, None), ({}, "stop")], usage(900, 9))
        empty: Delta = ({"role": "assistant", "content": ""}, None)
        if "fullcontext" in quirks:  # Ollama: the prompt filled num_ctx
            return self.stream([({"role": "assistant", "content": ""}, "length")], usage(8191, 1))
        if "thinksincontent" in quirks:  # thoughts without marks, cut off
            return self.stream([({"role": "assistant", "content": LONG}, None), ({}, "length")])
        if "onlythinks" in quirks:  # thoughts in a member of their own, cut off
            return self.stream([({"role": "assistant", "reasoning_content": LONG}, None), ({}, "length")])
        if "empty" in quirks:
            return self.stream([])
        if "midstream" in quirks and number <= 2:  # OpenRouter: an error in a stream that began
            return self.stream([empty], None, {
                "error": {"code": 502, "message": "Provider returned error: worker local total request limit reached"},
                "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]})
        if "nativereason" in quirks:  # OpenRouter: a harmless reason, the failure only in native_finish_reason
            return self.stream([empty], usage(900, 0), {"choices": [{
                "index": 0, "delta": {}, "finish_reason": "stop", "native_finish_reason": "network_error"}]})
        self.answer(which)

    def answer(self, which: str) -> None:
        quirks = self.server.quirks
        answer = ANSWERS.get(which) or ANSWERS["script"]
        thoughts = ANSWERS.get("think-" + which, "Let me think about that.")
        if which == "script" and "badcode" in quirks:
            answer = ANSWERS["script-bad"]
        if which == "script" and "talk" in quirks:
            answer = ANSWERS["script-talk"]
        if "noopentag" in quirks:  # the template has put <think> into the prompt
            answer = f"{thoughts}\n</think>\n\n{answer}"
        if "thinktag" in quirks:
            answer = f"<think>\n{thoughts}\n</think>\n\n{answer}"
        if "harmony" in quirks:
            answer = (f"<|channel|>analysis<|message|>{thoughts}<|end|><|start|>assistant<|channel|>final"
                      f"<|message|>{answer}")
        if "cutplan" in quirks and which == "plan":
            answer = answer[:answer.index('{"words": "four legs"')]
        if "whole" in quirks:
            return self.send(200, {"id": "x", "object": "chat.completion", "choices": [
                {"index": 0, "message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}]})
        pieces = [answer[i:i + 300] for i in range(0, len(answer), 300)]
        end = "length" if "cutplan" in quirks and which == "plan" else "stop"
        deltas: list[Delta] = [({"role": "assistant", "content": ""}, None)]
        if "member" in quirks:
            deltas.append(({"reasoning": thoughts}, None))
        self.stream([*deltas, *[({"content": piece}, None) for piece in pieces], ({}, end)],
                    usage(900, len(answer) // 4))

    def stream(self, deltas: Sequence[Delta], spent: dict[str, int] | None = None,
               tail: dict[str, Any] | None = None) -> None:
        base = {"id": "c", "object": "chat.completion.chunk", "created": int(time.time()), "model": "fake"}
        azure = {"id": "", "choices": [], "created": 0, "model": "", "object": ""}
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

        def put(event: Any) -> None:
            data = f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode()
            self.wfile.write(b"%x\r\n" % len(data) + data + b"\r\n")

        if "azure" in self.server.quirks:
            put({**azure, "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}]})
        for i, (delta, end) in enumerate(deltas):
            put({**base, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]})
            if "azure" in self.server.quirks and i % 5 == 4:
                put({**azure, "choices": [{"finish_reason": None, "index": 0,
                                           "content_filter_offsets": {"check_offset": 9},
                                           "content_filter_results": {}}]})
            if "hang" in self.server.quirks:
                self.wfile.flush()
                self.server.go.wait()
        for last in (tail and {**base, **tail}, spent and {**base, "choices": [], "usage": spent}, "[DONE]"):
            if last:
                put(last)
        self.wfile.write(b"0\r\n\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, quirks: set[str], port: int = 0, log: pathlib.Path | None = None, base: str = "/v1",
                 certificate: tuple[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.quirks, self.log, self.base = quirks, log, base
        self.requests: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.go = threading.Event()
        self.origin = f"http{'s' if certificate else ''}://127.0.0.1:{self.server_port}"
        self.url = self.origin + base
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def __enter__(self) -> "Server":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go.set()
        self.shutdown()
        self.server_close()


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[3])
    folder.mkdir(exist_ok=True)
    server = Server(set(sys.argv[2].split(",")), int(sys.argv[1]), folder)
    print("up", server.url, flush=True)
    server.serve_forever()
