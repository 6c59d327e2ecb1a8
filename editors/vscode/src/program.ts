// Where the program rowi is. Knows nothing of VS Code, so that tests need none.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** What the search looks at. */
export interface Surroundings {
  path: string | undefined;
  platform: NodeJS.Platform;
  folder: string | undefined;
  isProgram(path: string): boolean;
}

/** Whether a path is a file that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The program that a setting means: an absolute path as it is, one with a separator from the workspace's folder, a name
 * from the PATH. `undefined` where there is none.
 */
export function findProgram(setting: string, around: Surroundings): string | undefined {
  const name = setting.trim() === "" ? "rowi" : setting.trim();
  const endings = around.platform === "win32" ? ["", ".exe"] : [""];
  const first = (base: string): string | undefined =>
    endings.map((ending) => base + ending).find((path) => around.isProgram(path));
  if (isAbsolute(name)) {
    return first(name);
  }
  if (/[\\/]/.test(name)) {
    return around.folder === undefined ? undefined : first(resolve(around.folder, name));
  }
  for (const directory of (around.path ?? "").split(delimiter)) {
    const found = directory === "" ? undefined : first(join(directory, name));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
