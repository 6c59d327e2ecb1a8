import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { loadWASM, OnigScanner, OnigString } from "vscode-oniguruma";
import { INITIAL, type IGrammar, parseRawGrammar, Registry } from "vscode-textmate";

async function grammar(): Promise<IGrammar> {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources: string[]) => new OnigScanner(sources),
      createOnigString: (text: string) => new OnigString(text),
    }),
    loadGrammar: async () =>
      parseRawGrammar(readFileSync("syntaxes/rnc.tmLanguage.json", "utf8"), "rnc.tmLanguage.json"),
  });
  const found = await registry.loadGrammar("source.rnc");
  assert.ok(found);
  return found;
}

test("parts of a schema have their scopes", async () => {
  const rnc = await grammar();
  const scopes = (line: string): [string, string][] => {
    const { tokens } = rnc.tokenizeLine(line, INITIAL);
    return tokens
      .map(({ startIndex, endIndex, scopes: all }): [string, string] => [
        line.slice(startIndex, endIndex).trim(),
        all.at(-1) ?? "",
      ])
      .filter(([text]) => text !== "");
  };
  const has = (line: string, text: string, scope: string): void => {
    const found = scopes(line).find(([own]) => own === text);
    assert.equal(found?.[1], scope, `${line}: ${JSON.stringify(scopes(line))}`);
  };
  has("x |= element y { text }", "x", "entity.name.function.rnc");
  has("x |= element y { text }", "element", "keyword.control.rnc");
  has("x |= element y { text }", "y", "entity.name.tag.rnc");
  has("x |= element y { text }", "text", "constant.language.rnc");
  has("attribute z { xsd:int }", "z", "entity.other.attribute-name.rnc");
  has("attribute z { xsd:int }", "int", "storage.type.rnc");
  has('namespace p = "u"', "p", "entity.name.namespace.rnc");
  has("## Documentation", "## Documentation", "comment.line.documentation.rnc");
  has("a | text.content", "text.content", "variable.other.rnc");
  has('[ a:b = "c" ]', "b", "entity.other.attribute-name.rnc");
});
