// Reads a .glb as Maquette writes it (glTF 2.0: triangles, plain materials, an animation for each joint), and draws
// it by WebGL 2. Numbers in a file may be wrong: what cannot be read raises an error, which the page shows.

const identity = () => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const add = (a, b) => a.map((value, i) => value + b[i]);
const subtract = (a, b) => a.map((value, i) => value - b[i]);
const scaled = (a, factor) => a.map((value) => value * factor);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => scaled(a, 1 / (Math.hypot(...a) || 1));
// Matrices are in rows of columns, as WebGL takes them.
const multiply = (a, b) => a.map((_, i) => [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + i % 4] * b[(i & 12) + k], 0));
const move = (m, [x, y, z]) => [0, 1, 2, 3].map((i) => m[i] * x + m[4 + i] * y + m[8 + i] * z + m[12 + i]);
const linear = (hex) => [1, 3, 5].map((i) => (parseInt(hex.slice(i, i + 2), 16) / 255) ** 2.2);

function compose([x, y, z], [i, j, k, w], [a, b, c]) {
  return [
    a * (1 - 2 * (j * j + k * k)), a * 2 * (i * j + k * w), a * 2 * (i * k - j * w), 0,
    b * 2 * (i * j - k * w), b * (1 - 2 * (i * i + k * k)), b * 2 * (j * k + i * w), 0,
    c * 2 * (i * k + j * w), c * 2 * (j * k - i * w), c * (1 - 2 * (i * i + j * j)), 0,
    x, y, z, 1,
  ];
}

function slerp(a, b, share) {
  const sign = dot(a, b) < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(sign * dot(a, b), 1));
  if (angle < 1e-6) return a;
  const [p, q] = [Math.sin((1 - share) * angle), sign * Math.sin(share * angle)];
  return scaled(add(scaled(a, p), scaled(b, q)), 1 / Math.sin(angle));
}

class Model {
  // bytes: all of the file.
  constructor(bytes) {
    const length = new DataView(bytes.buffer).getUint32(12, true);
    this.bytes = bytes;
    this.start = 28 + length; // of the numbers, behind the header of their chunk
    this.file = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
    this.nodes = this.file.nodes.map((node, number) => ({
      number, name: node.name ?? "", parent: null, joint: node.extras?.joint, mesh: node.mesh, matrix: node.matrix,
      translation: node.translation ?? [0, 0, 0], rotation: node.rotation ?? [0, 0, 0, 1], scale: node.scale ?? [1, 1, 1],
      moved: {}, // what an animation puts in place of these
    }));
    this.file.nodes.forEach((node, number) => (node.children ?? []).forEach((child) => {
      this.nodes[child].parent = this.nodes[number];
    }));
    this.objects = this.nodes.filter((node) => node.mesh !== undefined);
    for (const object of this.objects) {
      object.surfaces = this.file.meshes[object.mesh].primitives.map((each) => this.readSurface(each));
      object.box = this.boxOf([object]);
    }
    this.box = this.boxOf(this.objects);
    this.joints = (this.file.animations ?? []).map((animation) => this.readJoint(animation));
  }

  numbers(number) {
    const { bufferView, componentType, type, count, byteOffset = 0 } = this.file.accessors[number];
    const kind = { 5121: Uint8Array, 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array }[componentType];
    const from = this.start + (this.file.bufferViews[bufferView].byteOffset ?? 0) + byteOffset;
    const size = count * { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 }[type] * kind.BYTES_PER_ELEMENT;
    if (from + size > this.bytes.length) throw new RangeError("The model is cut off");
    return new kind(this.bytes.slice(from, from + size).buffer);
  }

  readSurface({ attributes, indices, material }) {
    const { pbrMetallicRoughness: plain = {}, alphaMode, emissiveFactor, extensions = {} } = this.file.materials?.[material] ?? {};
    const clear = extensions.KHR_materials_transmission?.transmissionFactor ?? 0;
    const glow = extensions.KHR_materials_emissive_strength?.emissiveStrength ?? 1;
    const [r, g, b, alpha] = plain.baseColorFactor ?? [1, 1, 1, 1];
    return {
      places: this.numbers(attributes.POSITION), normals: this.numbers(attributes.NORMAL),
      corners: Uint32Array.from(this.numbers(indices)), color: [r, g, b], glow: scaled(emissiveFactor ?? [0, 0, 0], glow),
      alpha: (alphaMode === "BLEND" ? alpha : 1) * (1 - 0.75 * clear),
      metallic: plain.metallicFactor ?? 1, roughness: plain.roughnessFactor ?? 1,
    };
  }

  world(node) {
    const { translation, rotation, scale } = { ...node, ...node.moved };
    const own = node.matrix ?? compose(translation, rotation, scale);
    return node.parent ? multiply(this.world(node.parent), own) : own;
  }

  // The box of objects as built: [low, high].
  boxOf(objects) {
    const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
    for (const object of objects) {
      const matrix = this.world(object);
      for (const { places } of object.surfaces) {
        for (let i = 0; i < places.length; i += 3) {
          const place = move(matrix, places.subarray(i, i + 3));
          for (let axis = 0; axis < 3; axis++) {
            low[axis] = Math.min(low[axis], place[axis]);
            high[axis] = Math.max(high[axis], place[axis]);
          }
        }
      }
    }
    return [low, high];
  }

  // Of a joint, the file has the way from 0 to its ends and back, at an even pace.
  readJoint({ name, channels, samplers }) {
    const node = this.nodes.find((each) => each.joint?.name === name);
    const [low, high] = node?.joint.limits ?? [0, 360];
    const tracks = channels.map(({ sampler, target }) => ({
      node: this.nodes[target.node], path: target.path,
      times: this.numbers(samplers[sampler].input), values: this.numbers(samplers[sampler].output),
    }));
    const isFree = !node?.joint.limits;
    const ends = isFree ? [0, 360] : [0, ...(high > 0 ? [high] : []), ...(low < 0 ? [low] : []), 0];
    const pace = Math.max(...tracks.flatMap(({ times }) => [...times.slice(-1)])) / (ends.length - 1);
    return { name, low, high, unit: node?.joint.unit, tracks, ends, pace };
  }

  // value: degrees or metres; the joints that follow this one move, too.
  pose(joint, value) {
    const from = joint.ends.findIndex((end, i) => (value - end) * (value - joint.ends[i + 1]) <= 0);
    const [start, end] = joint.ends.slice(Math.max(from, 0));
    const time = joint.pace * (Math.max(from, 0) + (end === start ? 0 : (value - start) / (end - start)));
    for (const { node, path, times, values } of joint.tracks) {
      const width = path === "rotation" ? 4 : 3;
      const last = Math.max(1, times.findIndex((each) => each >= time - 1e-6));
      const share = Math.min(Math.max((time - times[last - 1]) / (times[last] - times[last - 1]), 0), 1);
      const [a, b] = [last - 1, last].map((key) => [...values.slice(width * key, width * key + width)]);
      node.moved[path] = width === 4 ? slerp(a, b, share) : add(a, scaled(subtract(b, a), share));
    }
  }
}

const VERTEX = `#version 300 es
in vec3 place, normal;
uniform mat4 camera, model;
out vec3 towards, at;
void main() {
  vec4 world = model * vec4(place, 1.0);
  at = world.xyz;
  towards = mat3(model) * normal;
  gl_Position = camera * world;
}`;

// A key light, a soft one of the sky and the floor, and what a rough mirror sees of them (Schlick; GGX after Karis 2013).
const FRAGMENT = `#version 300 es
precision highp float;
in vec3 towards, at;
uniform vec3 eye, key, color, glow, tint, middle, reach; // the last two: of the shadow
uniform float alpha, metallic, roughness;
uniform int mode;
out vec4 shown;
vec3 sky(vec3 n) { return mix(vec3(0.42, 0.40, 0.38), vec3(1.0, 1.02, 1.06), smoothstep(-0.7, 0.8, n.y)); }
void main() {
  if (mode == 1) { shown = vec4(color, 1.0); return; }
  if (mode == 2) { shown = vec4(0.0, 0.0, 0.0, alpha * smoothstep(1.0, 0.15, length((at - middle).xz / reach.xz))); return; }
  vec3 n = normalize(gl_FrontFacing ? towards : -towards), v = normalize(eye - at), l = normalize(key), h = normalize(l + v);
  float nv = max(dot(n, v), 0.02), nl = max(dot(n, l), 0.0), nh = max(dot(n, h), 0.0), a = max(roughness * roughness, 0.02);
  vec3 base = mix(color, tint, 0.45 * step(0.001, tint.r + tint.g + tint.b)), f0 = mix(vec3(0.04), base, metallic);
  float d = nh * nh * (a * a - 1.0) + 1.0, k = a / 2.0;
  float gloss = a * a / (3.14159 * d * d) / (4.0 * (nl * (1.0 - k) + k) * (nv * (1.0 - k) + k));
  vec3 fresnel = f0 + (max(vec3(1.0 - roughness), f0) - f0) * pow(1.0 - nv, 5.0);
  vec3 rest = base * (1.0 - metallic), mirrored = sky(mix(reflect(-v, n), n, roughness));
  vec3 light = rest * (sky(n) * 0.7 + nl * 0.85) + fresnel * mirrored * mix(1.0, 0.55, roughness) + f0 * min(gloss, 8.0) * nl + glow;
  light = light * (1.0 + light / 9.0) / (1.0 + light * 0.55);
  float opaque = mix(alpha, 1.0, alpha < 1.0 ? pow(1.0 - nv, 4.0) : 0.0);
  shown = vec4(pow(light, vec3(1.0 / 2.2)) * opaque, opaque);
}`;

const FLOOR = { places: new Float32Array([-1, 0, -1, 1, 0, -1, 1, 0, 1, -1, 0, 1]), corners: new Uint32Array([0, 1, 2, 0, 2, 3]) };

class Viewer {
  constructor(canvas, model, drawn) {
    this.canvas = canvas;
    this.model = model;
    this.drawn = drawn; // is called after each picture
    this.hidden = new Set();
    this.chosen = new Set();
    this.explosion = 0;
    this.gl = canvas.getContext("webgl2", { alpha: true, antialias: true });
    if (!this.gl) throw new Error("WebGL 2 is missing");
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => { this.prepare(); this.draw(); });
    this.prepare();
    this.showAll();
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  prepare() {
    const gl = this.gl;
    const program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.bindAttribLocation(program, 0, "place");
    gl.bindAttribLocation(program, 1, "normal");
    gl.linkProgram(program);
    gl.useProgram(program);
    this.at = (name) => gl.getUniformLocation(program, name);
    for (const surface of [FLOOR, ...this.model.objects.flatMap(({ surfaces }) => surfaces)]) {
      surface.array = gl.createVertexArray();
      gl.bindVertexArray(surface.array);
      [surface.places, surface.normals ?? surface.places].forEach((values, slot) => {
        gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
        gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
        gl.enableVertexAttribArray(slot);
        gl.vertexAttribPointer(slot, 3, gl.FLOAT, false, 0, 0);
      });
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, surface.corners, gl.STATIC_DRAW);
    }
    // One pixel, for what is under the pointer.
    this.pixel = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.pixel);
    for (const [point, format] of [[gl.COLOR_ATTACHMENT0, gl.RGBA8], [gl.DEPTH_ATTACHMENT, gl.DEPTH_COMPONENT24]]) {
      gl.bindRenderbuffer(gl.RENDERBUFFER, gl.createRenderbuffer());
      gl.renderbufferStorage(gl.RENDERBUFFER, format, 1, 1);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, point, gl.RENDERBUFFER, gl.getParameter(gl.RENDERBUFFER_BINDING));
    }
    gl.enable(gl.DEPTH_TEST);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  showAll() {
    const [low, high] = this.model.box;
    this.radius = Math.hypot(...subtract(high, low)) / 2 || 1;
    this.target = scaled(add(low, high), 0.5);
    [this.yaw, this.pitch, this.zoom] = [-0.6, 0.32, 1];
    this.draw();
  }

  draw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.drawNow();
    });
  }

  look() {
    const aspect = this.canvas.clientWidth / this.canvas.clientHeight || 1;
    const distance = this.radius * (1.08 + 0.5 * this.explosion) / (Math.sin(0.26) * Math.min(1, aspect)) / this.zoom;
    const back = [Math.sin(this.yaw) * Math.cos(this.pitch), Math.sin(this.pitch), Math.cos(this.yaw) * Math.cos(this.pitch)];
    const right = [Math.cos(this.yaw), 0, -Math.sin(this.yaw)], up = cross(back, right);
    const eye = add(this.target, scaled(back, distance));
    const view = [right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0,
      -dot(right, eye), -dot(up, eye), -dot(back, eye), 1];
    const near = Math.max(distance - 4 * this.radius, distance / 100), far = distance + 6 * this.radius, f = 1 / Math.tan(0.26);
    // A little higher than the middle: the controls are below.
    const lens = [f / aspect, 0, 0, 0, 0, f, 0, 0, 0, -0.07, (far + near) / (near - far), -1, 0, 0, 2 * far * near / (near - far), 0];
    return { eye, right, up, back, distance, camera: multiply(lens, view) };
  }

  // Where a place of the world is seen, in pixels of the page.
  project(place) {
    const [x, y, , w] = move(this.look().camera, place);
    return [(x / w + 1) / 2 * this.canvas.clientWidth, (1 - y / w) / 2 * this.canvas.clientHeight];
  }

  matrixOf(object) {
    const matrix = this.model.world(object);
    const [middle, whole] = [object.box, this.model.box].map(([low, high]) => scaled(add(low, high), 0.5));
    const away = scaled(subtract(middle, whole), this.explosion);
    return [...matrix.slice(0, 12), ...add(matrix.slice(12, 15), away), 1];
  }

  set(values) {
    const gl = this.gl;
    for (const [name, value] of Object.entries(values)) {
      if (name === "mode") gl.uniform1i(this.at(name), value);
      else if (!Array.isArray(value)) gl.uniform1f(this.at(name), value);
      else if (value.length === 16) gl.uniformMatrix4fv(this.at(name), false, value);
      else gl.uniform3fv(this.at(name), value);
    }
  }

  fill({ array, corners }) {
    this.gl.bindVertexArray(array);
    this.gl.drawElements(this.gl.TRIANGLES, corners.length, this.gl.UNSIGNED_INT, 0);
  }

  drawNow() {
    const { gl, canvas } = this;
    const dense = Math.min(window.devicePixelRatio || 1, 2);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * dense)));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const { eye, right, up, back, camera } = this.look();
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const accent = linear(getComputedStyle(canvas).getPropertyValue("--accent").trim());
    const key = unit(add(add(scaled(right, -0.5), scaled(up, 0.9)), scaled(back, 0.75)));
    this.set({ camera, eye, key, mode: 0 });
    const seen = this.model.objects.filter((object) => !this.hidden.has(object));
    for (const isClear of [false, true]) {
      gl.depthMask(!isClear);
      gl[isClear ? "enable" : "disable"](gl.BLEND);
      if (isClear) this.drawShadow();
      for (const object of seen) {
        this.set({ model: this.matrixOf(object), tint: this.chosen.has(object) ? accent : [0, 0, 0] });
        for (const surface of object.surfaces.filter(({ alpha }) => (alpha < 1) === isClear)) {
          const { color, glow, alpha, metallic, roughness } = surface;
          this.set({ color, glow, alpha, metallic, roughness });
          this.fill(surface);
        }
      }
    }
    gl.depthMask(true);
    this.drawn();
  }

  // A soft spot where it stands; from below, nothing.
  drawShadow() {
    const [low, high] = this.model.box;
    const [x, , z] = scaled(add(low, high), 0.5);
    const reach = scaled(subtract(high, low), 0.72).map((side) => Math.max(side, 0.15 * this.radius));
    const middle = [x, low[1] - 0.002 * this.radius, z];
    if (this.pitch < 0 || this.explosion > 0) return;
    this.set({ mode: 2, alpha: 0.28, middle, reach, model: compose(middle, [0, 0, 0, 1], reach) });
    this.fill(FLOOR);
    this.set({ mode: 0 });
  }

  // The object that is seen at a place in the canvas, in pixels of the page.
  pick(x, y) {
    const { gl, canvas } = this;
    const dense = canvas.width / canvas.clientWidth;
    const found = new Uint8Array(4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.pixel);
    gl.viewport(-Math.floor(x * dense), Math.floor(y * dense) - canvas.height + 1, canvas.width, canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.disable(gl.BLEND);
    this.set({ mode: 1, camera: this.look().camera });
    this.model.objects.forEach((object, i) => {
      if (this.hidden.has(object)) return;
      this.set({ model: this.matrixOf(object), color: [(i + 1) % 256 / 255, Math.floor((i + 1) / 256) / 255, 0] });
      object.surfaces.forEach((surface) => this.fill(surface));
    });
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, found);
    this.draw();
    return this.model.objects[found[0] + 256 * found[1] - 1];
  }

  turn(x, y) {
    this.yaw -= x;
    this.pitch = Math.min(Math.max(this.pitch + y, -1.5), 1.5);
    this.draw();
  }

  // x, y: pixels of the page.
  shift(x, y) {
    const { right, up, distance } = this.look();
    const size = 2 * distance * Math.tan(0.26) / this.canvas.clientHeight;
    this.target = add(this.target, add(scaled(right, -x * size), scaled(up, y * size)));
    this.draw();
  }

  enlarge(factor) {
    this.zoom = Math.min(Math.max(this.zoom * factor, 0.2), 20);
    this.draw();
  }
}
