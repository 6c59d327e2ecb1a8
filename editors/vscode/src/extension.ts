import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { type Place, type Position, references, UPGRADE_KIND } from "./commands";
import { findProgram, isProgram } from "./program";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const register = (name: string, run: (...values: never[]) => unknown): void => {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  };
  register("rowi.restart", restart);
  register("rowi.upgradeDescription", upgrade);
  register("rowi.showProblems", () => vscode.commands.executeCommand("workbench.actions.view.problems"));
  register("rowi.showReferences", (uri: string, position: Position, places: Place[]) =>
    vscode.commands.executeCommand(
      "editor.action.showReferences",
      ...references(
        {
          uri: (text) => vscode.Uri.parse(text),
          position: ({ line, character }) => new vscode.Position(line, character),
          location: ({ uri: text, range }) =>
            new vscode.Location(
              vscode.Uri.parse(text),
              new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
            ),
        },
        uri,
        position,
        places,
      ),
    ),
  );
  // pages of rules, and KIWI's schema where a definition leads to it
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider("rowi", {
      async provideTextDocumentContent(uri): Promise<string> {
        const answer = await client?.sendRequest<{ text: string }>("workspace/textDocumentContent", {
          uri: uri.toString(),
        });
        return answer?.text ?? "";
      },
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("rowi.path") || event.affectsConfiguration("rowi.arguments")) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop();
  client = undefined;
  await start();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("rowi");
  const setting = settings.get<string>("path", "rowi");
  const program = findProgram(setting, {
    path: process.env["PATH"],
    platform: process.platform,
    folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    isProgram,
  });
  if (program === undefined) {
    const answer = await vscode.window.showErrorMessage(
      `The program \`${setting}\` was not found. Install rowi, or say where it is.`,
      "Open settings",
    );
    if (answer !== undefined) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "rowi.path");
    }
    return;
  }
  const server: ServerOptions = { command: program, args: settings.get<string[]>("arguments", ["lsp"]) };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "kiwi" },
      { language: "xml" },
      { language: "rnc" },
      { pattern: "**/rowi.toml" },
      { language: "shellscript", pattern: "**/{config,images,disk,post_bootstrap,pre_disk_sync,edit_boot_*}.sh" },
      { pattern: "**/root/etc/containers/**" },
      { pattern: "**/root/etc/docker/daemon.json" },
    ],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*") },
  };
  client = new LanguageClient("rowi", "rowi", server, options);
  await client.start();
}

/** Applies the upgrade that the server offers for the open description. */
async function upgrade(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return;
  }
  const all = new vscode.Range(0, 0, 0, 0);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    editor.document.uri,
    all,
    UPGRADE_KIND,
    1,
  );
  const edit = actions[0]?.edit;
  if (edit === undefined) {
    void vscode.window.showInformationMessage("This description is of the newest version.");
  } else {
    await vscode.workspace.applyEdit(edit);
  }
}
