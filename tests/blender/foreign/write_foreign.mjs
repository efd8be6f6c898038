// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the lamp of write_foreign.py by three.js: node write_foreign.mjs FOLDER, which has node_modules/three.
import {writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(process.argv[2], 'node_modules/three');
const THREE = await import(join(modules, 'build/three.module.js'));
const load = async name => (await import(join(modules, `examples/jsm/exporters/${name}.js`)))[name];

globalThis.FileReader = class {
  async readAsArrayBuffer(blob) { this.result = await blob.arrayBuffer(); this.onloadend(); }
  async readAsDataURL(blob) {
    this.result = 'data:application/octet-stream;base64,' + Buffer.from(await blob.arrayBuffer()).toString('base64');
    this.onloadend();
  }
};

const lamp = new THREE.Group();
lamp.name = 'Lamp';
let low = 0;
for (const [name, color, sides, one, other, height] of [
  ['Foot', 0x336699, 4, 60, 60, 10], ['Post', 0xcca933, 8, 6, 6, 150], ['Shade', 0x993333, 8, 50, 25, 40]]) {
  const geometry = new THREE.CylinderGeometry(other / 1000, one / 1000, height / 1000, sides);
  const mesh = new THREE.Mesh(geometry, new THREE.MeshStandardMaterial({color, name: `${name} paint`}));
  mesh.name = name;
  mesh.position.y = (low + height / 2) / 1000;
  lamp.add(mesh);
  low += height;
}
lamp.updateMatrixWorld(true);
const put = (name, data) => writeFileSync(join(here, name), typeof data === 'string' ? data : Buffer.from(data));

const GLTF = new (await load('GLTFExporter'))();
put('three.glb', await GLTF.parseAsync(lamp, {binary: true}));
put('three.gltf', JSON.stringify(await GLTF.parseAsync(lamp, {binary: false})));
put('three.obj', new (await load('OBJExporter'))().parse(lamp));
put('three-text.stl', new (await load('STLExporter'))().parse(lamp));
const STL = new (await load('STLExporter'))().parse(lamp, {binary: true});
put('three.stl', STL.buffer);
put('three-text.ply', new (await load('PLYExporter'))().parse(lamp));
