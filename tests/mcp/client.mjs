// SPDX-License-Identifier: GPL-3.0-or-later
// A program that lets the official SDK speak: calls, a line each on standard input, and what comes back, a line each.
// Usage: node client.mjs old|legacy|auto|modern COMMAND [ARGUMENT ...], or URL TOKEN; a call is {"list": "tools"|"resources"|"prompts"},
// {"tool": NAME, "arguments": {…}}, {"read": URI} or {"prompt": NAME, "arguments": {…}}. $MQ_NODE_MODULES has the SDKs.
import { createRequire } from 'node:module';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const [mode, command, ...args] = process.argv.slice(2);
const { resolve } = createRequire(process.env.MQ_NODE_MODULES + '/');
const load = name => import(pathToFileURL(resolve(name)));
const [main, stdio, http] = mode === 'old'
  ? ['index.js', 'stdio.js', 'streamableHttp.js'].map(name => '@modelcontextprotocol/sdk/client/' + name)
  : ['@modelcontextprotocol/client', '@modelcontextprotocol/client/stdio', '@modelcontextprotocol/client'];
const { Client } = await load(main);
const { StdioClientTransport } = await load(stdio);
const { StreamableHTTPClientTransport } = await load(http);
const negotiation = { modern: { mode: { pin: '2026-07-28' } }, auto: { mode: 'auto' } }[mode];
const say = value => console.log(JSON.stringify(value));

const client = new Client({ name: `sdk-${mode}`, version: '1' }, negotiation ? { versionNegotiation: negotiation } : {});
await client.connect(URL.canParse(command)
  ? new StreamableHTTPClientTransport(new URL(command), { requestInit: { headers: { Authorization: `Bearer ${args[0]}` } } })
  : new StdioClientTransport({ command, args, env: process.env }));
say({ instructions: client.getInstructions(), capabilities: client.getServerCapabilities() });
for await (const line of readline.createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  try {
    if (call.list === 'tools') say(await client.listTools());
    else if (call.list === 'resources') say(await client.listResources());
    else if (call.list === 'prompts') say(await client.listPrompts());
    else if (call.read) say(await client.readResource({ uri: call.read }));
    else if (call.prompt) say(await client.getPrompt({ name: call.prompt, arguments: call.arguments }));
    else {
      const progress = [];
      const more = { timeout: 3600000, onprogress: one => progress.push(one) };
      const request = { name: call.tool, arguments: call.arguments ?? {} };
      const result = mode === 'old' ? await client.callTool(request, undefined, more) : await client.callTool(request, more);
      say({ ...result, progress });
    }
  } catch (error) {
    say({ error: { code: error.code, message: error.message } });
  }
}
await client.close();
