"use strict";
/* Checks Python files with Ruff, which npm has as WebAssembly. Reads {"groups": [{"options", "files"}], "fix"}
 * from standard input; with "fix" it first applies the fixes that are safe. Used by check-python.py. */

const fs = require("fs");
const { Workspace, PositionEncoding } = require(`${process.env.MQ_NODE_MODULES}/@astral-sh/ruff-wasm-nodejs`);

/* Applies the edits of one finding; rows and columns count from 1, in code points. */
function applyFix(text, fix) {
  const characters = Array.from(text);
  const starts = [0];
  characters.forEach((character, index) => character === "\n" && starts.push(index + 1));
  const offset = (place) => starts[place.row - 1] + place.column - 1;
  const edits = fix.edits.map((edit) => [offset(edit.location), offset(edit.end_location), edit.content ?? ""]);
  for (const [from, to, content] of edits.sort((a, b) => b[0] - a[0]))
    characters.splice(from, to - from, ...content);
  return characters.join("");
}

const { groups, fix } = JSON.parse(fs.readFileSync(0, "utf8"));
for (const { options, files } of groups) {
  const workspace = new Workspace(options, PositionEncoding.Utf32);
  for (const file of files) {
    const text = fs.readFileSync(file, "utf8");
    let now = text, found = workspace.check(now), fixable;
    while (fix && (fixable = found.find((each) => each.fix))) {
      now = applyFix(now, fixable.fix);
      found = workspace.check(now);
    }
    if (now !== text)
      fs.writeFileSync(file, now);
    for (const { start_location: at, code, message } of found) {
      console.log(`${file}:${at.row}:${at.column}: ${code} ${message}`);
      process.exitCode = 1;
    }
  }
}
