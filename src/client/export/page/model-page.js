// Fills the page with what its data says, and lets the user turn, take apart and measure the model. Inside another
// program (an MCP App, specification of 2026-01-26) the data comes from its server.

const $ = (selector) => document.querySelector(selector);
const language = document.documentElement.lang;
const format = (value, digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

// An element with a text or children, and its properties.
function make(name, content = [], properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...[content].flat());
  return element;
}

// As Maquette's window has it: the largest unit in which the shortest side, too, can be read.
function unitOf(size) {
  const longest = Math.max(...size), shortest = Math.min(...size.filter((side) => side >= 1e-4), longest);
  if (longest >= 9.995 || (longest >= 0.9995 && shortest >= 0.05)) return [1, 2, "m"];
  if (longest >= 0.9995 || (longest >= 0.01995 && shortest >= 0.005)) return [100, 1, "cm"];
  return [1000, 1, "mm"];
}

async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Response(packed).body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function say(problem) {
  $("#problem").textContent = problem;
}

class Page {
  constructor(data) {
    this.data = data;
    document.title = data.title;
    $("h1").textContent = data.title;
    $("#facts").textContent = data.facts;
    this.addRows();
    this.addPictures();
    this.addScript();
  }

  // What cannot be drawn can be saved all the same.
  open(model) {
    this.model = model;
    this.addFile();
    this.viewer = new Viewer($("canvas"), model, () => this.drawSizes());
    this.unit = unitOf(subtract(model.box[1], model.box[0]));
    this.addParts();
    this.addMotion();
    this.listen();
  }

  // Objects of one part stand together.
  addParts() {
    const parts = new Map();
    for (const object of this.model.objects) {
      const part = this.data.parts[object.name] ?? object.name;
      parts.set(part, [...(parts.get(part) ?? []), object]);
    }
    this.rows = [...parts].map(([part, objects]) => {
      const shown = make("input", [], { type: "checkbox", checked: true });
      const name = make("button", objects.length > 1 ? `${part} × ${objects.length}` : part);
      shown.setAttribute("aria-label", $("#parts").dataset.show.replace("%s", part));
      shown.addEventListener("change", () => {
        objects.forEach((object) => this.viewer.hidden[shown.checked ? "delete" : "add"](object));
        this.viewer.draw();
      });
      name.addEventListener("click", () => this.choose(name.getAttribute("aria-pressed") === "true" ? [] : objects));
      $("#parts ul").append(make("li", [shown, name]));
      return { name, objects };
    });
    $("#parts").hidden = parts.size < 2;
    this.choose([]);
  }

  choose(objects) {
    this.viewer.chosen = new Set(objects);
    for (const row of this.rows) {
      const isChosen = objects.includes(row.objects[0]);
      row.name.setAttribute("aria-pressed", isChosen);
      // On a narrow screen, the model would be scrolled away.
      if (isChosen && innerWidth > 800) row.name.scrollIntoView({ block: "nearest" });
    }
    this.viewer.draw();
  }

  addMotion() {
    for (const joint of this.model.joints) {
      const value = make("output");
      const slider = make("input", [], { type: "range", min: joint.low, max: joint.high, step: "any", value: 0 });
      const show = () => {
        const [factor, digits, unit] = joint.unit === "m" ? this.unit : [1, 0, "°"];
        value.textContent = `${format(slider.value * factor, digits)}${unit === "°" ? "" : " "}${unit}`;
        slider.setAttribute("aria-valuetext", value.textContent);
      };
      slider.addEventListener("input", () => {
        this.model.pose(joint, Number(slider.value));
        show();
        this.viewer.draw();
      });
      show();
      $("#motion").append(make("label", [make("span", joint.name), slider, value]));
    }
    $("#motion").hidden = this.model.joints.length === 0;
  }

  addRows() {
    const { dataset } = $("#measured");
    const signs = { met: "✓", missed: "✗", open: "○" };
    for (const { state, text, found } of this.data.requirements) {
      const sign = make("span", signs[state], { title: dataset[state] });
      sign.setAttribute("role", "img");
      sign.setAttribute("aria-label", dataset[state]);
      $("#measured ul").append(make("li", [sign, make("div", [text, make("small", found)])], { className: state, dir: "auto" }));
    }
    $("#measured").hidden = this.data.requirements.length === 0;
  }

  addPictures() {
    this.data.pictures.forEach((source, i) => {
      const name = $("#pictures").dataset.name.replace("%d", i + 1);
      const button = make("button", make("img", [], { src: source, alt: name }));
      button.addEventListener("click", () => {
        Object.assign($("dialog img"), { src: source, alt: name });
        $("dialog").showModal();
      });
      $("#pictures div").append(button);
    });
    $("#close").addEventListener("click", () => $("dialog").close());
    $("#pictures").hidden = this.data.pictures.length === 0;
  }

  addScript() {
    $("#script").hidden = !this.data.script;
    $("#script code").textContent = this.data.script;
    $("#copy").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(this.data.script);
      } catch {
        getSelection().selectAllChildren($("#script pre"));
        document.execCommand("copy");
      }
      $("#copy").textContent = $("#copy").dataset.done;
    });
  }

  addFile() {
    $("#save").hidden = false;
    $("#save").addEventListener("click", () => {
      const reader = new FileReader();
      reader.addEventListener("load", () => make("a", [], { href: reader.result, download: this.data.file }).click());
      reader.readAsDataURL(new Blob([this.model.bytes], { type: "model/gltf-binary" }));
    });
  }

  listen() {
    const { viewer } = this;
    const canvas = $("canvas"), fingers = new Map();
    let way = 0;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event);
      if (fingers.size === 1) way = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
      const other = [...fingers.values()].find((each) => each.pointerId !== event.pointerId);
      way += Math.hypot(x, y);
      fingers.set(event.pointerId, event);
      if (other) {
        const [now, then] = [event, before].map((each) => Math.hypot(each.clientX - other.clientX, each.clientY - other.clientY));
        viewer.enlarge(now / Math.max(then, 1));
        viewer.shift(x / 2, y / 2);
      } else if (event.shiftKey || event.buttons & 6) viewer.shift(x, y);
      else viewer.turn(x * 0.008, y * 0.008);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => {
        fingers.delete(event.pointerId);
        if (name === "pointercancel" || way > 6 || event.button !== 0) return;
        const hit = viewer.pick(event.offsetX, event.offsetY);
        const row = this.rows.find(({ objects }) => objects.includes(hit));
        this.choose(row && !viewer.chosen.has(hit) ? row.objects : []);
      });
    }
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      viewer.enlarge(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
    }, { passive: false });
    const keys = {
      ArrowLeft: () => viewer.turn(-0.15, 0), ArrowRight: () => viewer.turn(0.15, 0),
      ArrowUp: () => viewer.turn(0, 0.15), ArrowDown: () => viewer.turn(0, -0.15),
      "+": () => viewer.enlarge(1.2), "=": () => viewer.enlarge(1.2), "-": () => viewer.enlarge(1 / 1.2),
      Home: () => viewer.showAll(), Escape: () => this.choose([]),
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    $("#nearer").addEventListener("click", keys["+"]);
    $("#farther").addEventListener("click", keys["-"]);
    $("#all").addEventListener("click", keys.Home);
    $("#sized").addEventListener("change", () => viewer.draw());
    $("#explosion").addEventListener("input", (event) => {
      viewer.explosion = event.target.value / 100;
      viewer.draw();
    });
  }

  // Width, depth and height as built, of what is chosen or else of the whole, at edges of its box that are in front.
  drawSizes() {
    const { viewer, model } = this;
    const isShown = $("#sized").checked;
    $("#lines").toggleAttribute("hidden", !isShown);
    if (!isShown) return;
    const [low, high] = viewer.chosen.size > 0 ? model.boxOf([...viewer.chosen]) : model.box;
    const [factor, digits, name] = this.unit;
    const { back } = viewer.look();
    const away = 0.06 * viewer.radius / viewer.zoom;
    const near = [0, 1, 2].map((axis) => (back[axis] > 0 ? high[axis] + away : low[axis] - away));
    const far = [0, 1, 2].map((axis) => (back[axis] > 0 ? low[axis] - away : high[axis] + away));
    const y = back[1] < 0 ? high[1] : low[1];
    // The upright edge that is seen at the left end of the front or of the side.
    const [x, z] = back[0] * back[2] > 0 ? [far[0], near[2]] : [near[0], far[2]];
    const edges = [
      [[low[0], y, near[2]], [high[0], y, near[2]]], [[near[0], y, low[2]], [near[0], y, high[2]]],
      [[x, low[1], z], [x, high[1], z]],
    ];
    edges.forEach(([from, to], i) => {
      const [a, b] = [from, to].map((place) => viewer.project(place));
      const end = scaled(unit([b[1] - a[1], a[0] - b[0]]), 6);
      const label = document.querySelectorAll("#lines text")[i];
      document.querySelectorAll("#lines path")[i].setAttribute(
        "d", `M${a}L${b}M${add(a, end)}L${subtract(a, end)}M${add(b, end)}L${subtract(b, end)}`);
      label.setAttribute("x", (a[0] + b[0]) / 2);
      label.setAttribute("y", (a[1] + b[1]) / 2);
      label.textContent = `${format(Math.hypot(...subtract(to, from)) * factor, digits)} ${name}`;
    });
  }
}

async function show(data) {
  const page = new Page(data);
  document.body.classList.add("read");
  if (!window.DecompressionStream) {
    say($("#problem").dataset.old);
    return;
  }
  try {
    page.open(new Model(await unpack(data.model)));
    say("");
    document.body.classList.add("ready");
    window.page = page;
  } catch (error) {
    console.error(error);
    say($("#problem").dataset[$("canvas").getContext("webgl2") ? "broken" : "old"]);
  }
}

// JSON-RPC with the program that shows this page. Its tool's result names the version, whose data its server has.
function join(host) {
  const answers = new Map();
  document.body.classList.add("embedded");
  const send = (message) => host.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const request = (method, params) => new Promise((resolve, reject) => {
    answers.set(answers.size + 1, [resolve, reject]);
    send({ id: answers.size, method, params });
  });
  window.addEventListener("message", async ({ source, data: message }) => {
    if (source !== host || message?.jsonrpc !== "2.0") return;
    if (message.method === "ui/notifications/tool-result") {
      const { session, version } = message.params?.structuredContent ?? {};
      if (!session || !version) return;
      const uri = `maquette://session/${session}/version/${version}/view.json`;
      say($("#problem").dataset.waiting);
      try {
        const { contents } = await request("resources/read", { uri });
        show(JSON.parse(contents[0].text));
      } catch {
        say($("#problem").dataset.broken);
      }
    } else if (message.method && message.id !== undefined) send({ id: message.id, result: {} });
    else if (answers.has(message.id)) answers.get(message.id)[message.error ? 1 : 0](message.error ?? message.result);
  });
  request("ui/initialize", {
    protocolVersion: "2026-01-26", appInfo: { name: "Maquette", version: "1" }, appCapabilities: {},
  }).then(() => {
    send({ method: "ui/notifications/initialized" });
    new ResizeObserver(() => send({
      method: "ui/notifications/size-changed", params: { height: document.documentElement.scrollHeight },
    })).observe(document.body);
  });
}

const given = JSON.parse($("#data").textContent);
if (given) show(given);
else if (window.parent !== window) join(window.parent);
