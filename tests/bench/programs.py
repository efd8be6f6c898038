"""./dev bench mcp: what it costs another program to build by the tools of `maquette-cli mcp`."""

import base64
import json
import statistics
import subprocess
import time

STARTS = 20
PAIRS = 3
CALLS = 1000


class Program:
    def __init__(self, desk):
        self.process = subprocess.Popen([desk.cli, "mcp"], env=desk.env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.number = 0
        self.ask("initialize", protocolVersion="2025-11-25", capabilities={},
                 clientInfo={"name": "bench", "version": "1"})

    def ask(self, method, **params):
        self.number += 1
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method,
                                             "params": params}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["result"]

    def call(self, tool, **arguments):
        result = self.ask("tools/call", name=tool, arguments=arguments)
        assert not result.get("isError"), result
        return result

    def private_kib(self):
        with open(f"/proc/{self.process.pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))

    def end(self):
        self.process.stdin.close()
        self.process.wait(600)


def seconds(work):
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def mcp(desk):
    """From the start to the first answer; a script by the tool, with a sheet of views, against the same by
    `maquette-cli --script`, in turn; bytes of tools/list, four of which are a token, and of a picture; cheap calls a
    minute, and the private memory that a thousand of them leave."""
    starts = []
    for _ in range(STARTS):
        spent, program = seconds(lambda: Program(desk))
        starts.append(spent * 1000)
        program.end()

    path = desk.script("Create a 3D object of a chair")
    script = path.read_text(encoding="utf-8")
    program = Program(desk)
    program.call("run_script", script=script)
    alone, by_tool = [], []
    for _ in range(PAIRS):
        alone.append(seconds(lambda: subprocess.run([desk.cli, "--script", path, "--no-input"], env=desk.env,
                                                    check=True, stdout=subprocess.DEVNULL))[0])
        spent, result = seconds(lambda: program.call("run_script", script=script, final_pictures=True))
        by_tool.append(spent)
    pictures = [len(base64.b64decode(one["data"])) for one in result["content"] if one["type"] == "image"]
    tools = program.ask("tools/list")["tools"]

    program.call("find_sessions")
    before = program.private_kib()
    spent, _ = seconds(lambda: [program.call("find_sessions") for _ in range(CALLS)])
    grown = program.private_kib() - before
    program.end()
    return {"first_answer_ms": round(statistics.median(starts)), "first_answer_wanted_ms": 200,
            "script_ratio": round(statistics.median(by_tool) / statistics.median(alone), 3), "script_ratio_wanted": 1.1,
            "tools_tokens": len(json.dumps(tools, ensure_ascii=False)) // 4, "tools_tokens_wanted": 6000,
            "picture_kb": round(max(pictures) / 1000, 1), "picture_wanted_kb": 60,
            "calls_a_minute": round(60 * CALLS / spent), "grown_kib": grown}
