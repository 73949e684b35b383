#!/usr/bin/env -S node --max-semi-space-size=4 --optimize-for-size
// The flags keep the heap of a long import small: by default, V8 collects garbage only after some hundred megabytes.
require("../infra/require-node.cjs");
import("./main.ts");
