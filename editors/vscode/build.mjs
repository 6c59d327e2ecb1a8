// Bundles the extension, or its tests, into dist/.
import { rmSync } from "node:fs";
import { build } from "esbuild";

const test = process.argv.includes("--test");
const common = { bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };
if (test) {
  rmSync("dist/test", { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: ["test/program.test.ts", "test/commands.test.ts", "test/grammar.test.ts", "test/manifest.test.ts"],
    outdir: "dist/test",
    external: ["vscode", "vscode-oniguruma", "vscode-textmate"],
  });
} else {
  await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: true,
  });
}
