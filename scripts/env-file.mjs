import { existsSync, readFileSync } from "node:fs";

// A value, in quotes or not, and a comment behind it that white space sets apart.
const ENTRY = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:(["'])(.*?)\2|(.*?))\s*(?:(?<=\s)#.*)?$/;

/** Takes the variables of a `.env` file into the environment, where that does not have them. */
export function loadEnvFile(file) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    const match = ENTRY.exec(line);
    if (!match) continue;
    const [, key, , quoted, plain] = match;
    process.env[key] ??= quoted ?? plain;
  }
}
