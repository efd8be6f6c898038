// SPDX-License-Identifier: GPL-3.0-or-later
// Lets the conformance runner, which asks for Node.js 22, start with Debian's 20: it imports fs.globSync(), which only
// its checks of SDKs' sources call. node --import node20.mjs …
import { register } from 'node:module';

const data = text => `data:text/javascript,${encodeURIComponent(text)}`;
const fs = data('export * from "node:fs"; export { default } from "node:fs"; export const globSync = undefined;');
register(data(`export const resolve = (name, context, next) =>
  name === 'fs' && /\\/conformance[^/]*\\/dist\\//.test(context.parentURL)
    ? { url: ${JSON.stringify(fs)}, shortCircuit: true } : next(name, context);`));
