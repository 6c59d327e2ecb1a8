import assert from "node:assert/strict";
import { test } from "node:test";

import { references, UPGRADE_KIND } from "../src/commands";

test("places become the editor's", () => {
  const start = { line: 1, character: 2 };
  const place = { uri: "file:///b", range: { start, end: start } };
  const makers = {
    uri: (text: string) => `uri ${text}`,
    position: ({ line, character }: { line: number; character: number }) => `${line}:${character}`,
    location: ({ uri }: { uri: string }) => `at ${uri}`,
  };
  assert.deepEqual(references(makers, "file:///a", start, [place]), ["uri file:///a", "1:2", ["at file:///b"]]);
});

test("the kind is one that the editor knows as a source action", () => {
  assert.match(UPGRADE_KIND, /^source\./);
});
