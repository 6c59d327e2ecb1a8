import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

interface Manifest {
  version: string;
  contributes: {
    languages: { id: string; configuration?: string }[];
    grammars: { path: string; language: string }[];
    snippets: { path: string; language: string }[];
    commands: { command: string }[];
    configuration: { properties: Record<string, { description: string }> };
  };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

test("what the manifest names is there", () => {
  const { languages, grammars, snippets } = manifest.contributes;
  const named = [...grammars, ...snippets].map(({ path }) => path);
  named.push(...languages.flatMap(({ configuration }) => configuration ?? []));
  for (const path of named) {
    assert.ok(existsSync(path), path);
    JSON.parse(readFileSync(path, "utf8"));
  }
});

test("every command and setting is used, and every used one is declared", () => {
  const source = readFileSync("src/extension.ts", "utf8");
  for (const { command } of manifest.contributes.commands) {
    assert.ok(source.includes(`"${command}"`), command);
  }
  for (const name of Object.keys(manifest.contributes.configuration.properties)) {
    const key = name.replace(/^rowi\./, "");
    assert.ok(name === "rowi.trace.server" || source.includes(`"${key}"`), name);
  }
});

test("the version is that of the program", () => {
  const cargo = readFileSync("../../Cargo.toml", "utf8");
  assert.equal(/^version = "(.*)"$/m.exec(cargo)?.[1], manifest.version);
});
