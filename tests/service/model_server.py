"""A server that speaks OpenAI's chat completions, as far as trying a model goes: it lists models, looks
at the colour of a picture, calls a tool, holds to a schema; and lacks what it is told to lack."""

import base64
import http.server
import json
import struct
import threading
import zlib

COLOURS = {"e01b24": "red", "26a269": "green", "1a5fb4": "blue", "f6d32d": "yellow",
           "813d9c": "purple", "ff7800": "orange", "ffffff": "white", "000000": "black"}


def colour_of(png):
    """The colour of the first pixel; the picture's checksums have to be right."""
    at, colour = 8, None
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        data = png[at + 8:at + 8 + length]
        crc, = struct.unpack(">I", png[at + 8 + length:at + 12 + length])
        assert crc == zlib.crc32(kind + data)
        if kind == b"IDAT":
            colour = zlib.decompress(data)[1:4].hex()
        at += 12 + length
    return COLOURS[colour]


class ModelServer:
    """`lacks`: "pictures", "tools", "schema": such requests are refused; "sight": pictures are let in
    and not seen. `models`: that it lists; None: it has no list."""

    def __init__(self, lacks=(), key=None, port=0, models=("tiny:1b",)):
        self.lacks, self.key, self.models = set(lacks), key, models
        self.requests, self.authorizations = [], []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def reply(self, status, body, kind="application/json"):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if outer.key and self.headers.get("Authorization") != f"Bearer {outer.key}":
                    self.reply(401, b'{"error": {"message": "no such key"}}')
                elif not self.path.endswith("/v1/models") or outer.models is None:
                    self.reply(404, b'{"error": {"message": "no such path"}}')
                else:
                    models = [{"id": name} for name in outer.models]
                    self.reply(200, json.dumps({"object": "list", "data": models}).encode())

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(asked)
                outer.authorizations.append(self.headers.get("Authorization"))
                if outer.key and self.headers.get("Authorization") != f"Bearer {outer.key}":
                    self.reply(401, b'{"error": {"message": "no such key"}}')
                    return
                why, delta, end = outer.answer(asked)
                if why:
                    self.reply(400, json.dumps({"error": {"message": why}}).encode())
                    return
                events = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
                          {"choices": [{"index": 0, "delta": {}, "finish_reason": end}],
                           "usage": {"prompt_tokens": 10, "completion_tokens": 3}}]
                text = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
                self.reply(200, (text + "data: [DONE]\n\n").encode(), "text/event-stream")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, asked):
        colour = "none"
        if "small stool" in json.dumps(asked):
            return None, {"role": "assistant", "content": "```python\nimport bpy\n```"}, "stop"
        for message in asked["messages"]:
            for part in message["content"] if isinstance(message["content"], list) else []:
                if part["type"] == "image_url":
                    if "pictures" in self.lacks:
                        return "this model does not support image input", None, None
                    if "sight" not in self.lacks:
                        colour = colour_of(base64.b64decode(part["image_url"]["url"].split(",", 1)[1]))
        if asked.get("tools"):
            if "tools" in self.lacks:
                return "this model does not support tools", None, None
            call = {"index": 0, "id": "call-1", "type": "function", "function": {
                "name": "report_colour", "arguments": json.dumps({"colour": colour})}}
            return None, {"role": "assistant", "tool_calls": [call]}, "tool_calls"
        if asked.get("response_format"):
            if "schema" in self.lacks:
                return "response_format is not supported", None, None
            return None, {"role": "assistant", "content": '{"colour": "green"}'}, "stop"
        words = '{"colour": "green"}' if "grass" in json.dumps(asked) else f"It is {colour}."
        return None, {"role": "assistant", "content": words}, "stop"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
