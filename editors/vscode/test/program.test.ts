import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { test } from "node:test";

import { findProgram, isProgram, type Surroundings } from "../src/program";

function around(programs: string[], more: Partial<Surroundings> = {}): Surroundings {
  return {
    path: ["/usr/bin", "/opt/bin"].join(delimiter),
    platform: "linux",
    folder: "/work",
    isProgram: (path) => programs.includes(path),
    ...more,
  };
}

test("a name is looked for on the PATH, in its order", () => {
  assert.equal(findProgram("rowi", around(["/opt/bin/rowi"])), "/opt/bin/rowi");
  assert.equal(findProgram("", around(["/usr/bin/rowi", "/opt/bin/rowi"])), "/usr/bin/rowi");
  assert.equal(findProgram("rowi", around([])), undefined);
  assert.equal(findProgram("rowi", around(["/usr/bin/rowi"], { path: undefined })), undefined);
});

test("a path is taken as it is, or from the workspace", () => {
  assert.equal(findProgram("/x/rowi", around(["/x/rowi"])), "/x/rowi");
  assert.equal(findProgram("/x/rowi", around(["/usr/bin/rowi"])), undefined);
  assert.equal(findProgram("target/rowi", around(["/work/target/rowi"])), "/work/target/rowi");
  assert.equal(findProgram("target/rowi", around(["/work/target/rowi"], { folder: undefined })), undefined);
});

test("an ending is added where programs have one", () => {
  assert.equal(findProgram("rowi", around(["/opt/bin/rowi.exe"], { platform: "win32" })), "/opt/bin/rowi.exe");
});

test("directories are no programs", () => {
  assert.equal(isProgram("/"), false);
  assert.equal(isProgram(process.execPath), true);
});
