#!/usr/bin/env node
// Starts the program of this platform, which npm installed beside this package.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "rowi.exe" : "rowi";

let program;
try {
  program = require.resolve(`@rowi/${platform}/bin/${file}`);
} catch {
  console.error(`rowi: no program for ${platform}; npm must not omit optional dependencies. Or: cargo install rowi`);
  process.exit(2);
}

const done = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (done.error) {
  console.error(`rowi: ${done.error.message}`);
  process.exit(2);
}
if (done.signal) {
  process.kill(process.pid, done.signal);
} else {
  process.exit(done.status ?? 2);
}
