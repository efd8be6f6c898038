// validate-gltf.js FILE: prints what the Khronos glTF validator says of a file, as JSON. The validator is in the folder
// MQ_NODE_MODULES (see get_npm in ./dev).
const fs = require("fs");
const validator = require(process.env.MQ_NODE_MODULES + "/gltf-validator");

validator.validateBytes(new Uint8Array(fs.readFileSync(process.argv[2])), { maxIssues: 100 })
  .then((report) => console.log(JSON.stringify(report)))
  .catch((error) => { console.error(String(error)); process.exit(1); });
