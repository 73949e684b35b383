#!/usr/bin/env -S node --max-semi-space-size=8 --heap-growing-percent=10
// The flags keep the heap of a long import small: by default, V8 collects garbage only after some hundred megabytes.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// The package brings JavaScript, and not the sources. The checkout runs its sources, whatever it has built.
if (existsSync(join(__dirname, "main.ts"))) {
  require("../infra/require-node.cjs");
  import("./main.ts");
} else {
  import("../dist/cli/main.js");
}
