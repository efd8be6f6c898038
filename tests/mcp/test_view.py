# SPDX-License-Identifier: GPL-3.0-or-later
"""The view that programs show beside a result (MCP Apps): named by the tools, read by its address, and led by a host of
ours in a real Chromium, in a frame that may run scripts and nothing else."""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "bench"), str(TESTS / "account")]
from chromium import Chromium  # noqa: E402
from mcp_program import Program  # noqa: E402
from moving_things import EACH_KIND  # noqa: E402

VIEW = "ui://maquette/view"
# It answers as the specification has it, with what the server said, and keeps what it is asked.
HOST = """<!DOCTYPE html><meta charset="utf-8"><title>Host</title>
<iframe sandbox="allow-scripts" width="880" height="150"></iframe>
<script type="application/json" id="said">%s</script>
<script>
const said = JSON.parse(document.getElementById("said").textContent);
const frame = document.querySelector("iframe");
window.asked = [];
window.addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow) return;
  asked.push(data);
  const send = (message) => source.postMessage({ jsonrpc: "2.0", ...message }, "*");
  if (data.method === "ui/initialize")
    send({ id: data.id, result: { protocolVersion: "2026-01-26", hostInfo: { name: "host", version: "1" },
                                  hostCapabilities: {}, hostContext: { theme: "light" } } });
  if (data.method === "ui/notifications/initialized")
    send({ method: "ui/notifications/tool-result", params: said.result });
  if (data.method === "resources/read") send({ id: data.id, ...said.read });
});
frame.srcdoc = said.page;
</script>"""


def show(browser, folder, said):
    """Opens the host with what a server said; the browser is in the frame then."""
    page = folder / "host.html"
    page.write_text(HOST % json.dumps(said).replace("<", "\\u003c"))
    browser.call("POST", "/frame", {"id": None})
    browser.go(page.as_uri())
    name = browser.call("POST", "/element", {"using": "css selector", "value": "iframe"})
    browser.call("POST", "/frame", {"id": name})


def test_view(desk, tmp_path):
    with Program(desk) as program:
        tools = {each["name"]: each for each in program.ask("tools/list")["result"]["tools"]}
        named = {name for name, each in tools.items() if each.get("_meta", {}).get("ui", {}).get("resourceUri") == VIEW}
        assert named == {"run_script", "edit_script", "make", "change", "look", "restore_version", "open_model"}
        listed = program.ask("resources/list")["result"]["resources"]
        assert [each["mimeType"] for each in listed if each["uri"] == VIEW] == ["text/html;profile=mcp-app"]
        answer = program.ask("tools/call", name="run_script", arguments={"script": EACH_KIND, "title": "Cabinet"})
        result = answer["result"]
        assert sum(len(each["text"]) for each in result["content"] if each["type"] == "text") < 8192
        (page,) = program.ask("resources/read", uri=VIEW)["result"]["contents"]
        values = result["structuredContent"]
        uri = f"maquette://session/{values['session']}/version/{values['version']}/view.json"
        read = program.ask("resources/read", uri=uri)
        assert read["result"]["contents"][0]["uri"] == uri
        missing = program.ask("resources/read", uri=uri.replace("/version/1/", "/version/7/"))
        assert missing["error"]["code"] == -32602
    with Chromium("--use-angle=swiftshader", "--enable-unsafe-swiftshader") as browser:
        said = {"page": page["text"], "result": result, "read": {"result": read["result"]}}
        show(browser, tmp_path, said)
        browser.find("body.ready #tools")
        assert browser.read("h1") == "Cabinet"
        assert browser.evaluate("return page.model.joints.length") >= 4
        browser.shoot(tmp_path / "view.png")
        browser.call("POST", "/frame", {"id": None})
        asked = browser.evaluate("return asked")
        assert [each["params"]["uri"] for each in asked if each.get("method") == "resources/read"] == [uri]
        resized = [each["params"] for each in asked if each.get("method") == "ui/notifications/size-changed"]
        heights = [each["height"] for each in resized]
        assert heights and all(400 < height < 5000 for height in heights), heights
        # A server that fails, and a result without a version.
        show(browser, tmp_path, {**said, "read": {"error": {"code": -32602, "message": "gone"}}})
        browser.wait("return document.getElementById('problem').textContent == 'The model cannot be read'")
        show(browser, tmp_path, {**said, "result": {"content": []}})
        browser.call("POST", "/frame", {"id": None})
        browser.wait("return asked.some(({method}) => method == 'ui/notifications/initialized')")
        assert not browser.evaluate("return asked.some(({method}) => method == 'resources/read')")
