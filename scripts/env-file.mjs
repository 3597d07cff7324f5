import { existsSync, readFileSync } from "node:fs";

/** Takes the variables of a `.env` file into the environment, where that does not have them. */
export function loadEnvFile(file) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, key, raw] = match;
    process.env[key] ??= raw.replace(/^(["'])(.*)\1$/, "$2");
  }
}
