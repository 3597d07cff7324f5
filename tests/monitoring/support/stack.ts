import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";

/** The folder that is shipped. */
export const MONITORING = resolve("monitoring");

/** A copy of `monitoring/` with keys in it, as an operator has it after the set-up. */
export interface Stack {
  folder: string;
  /** Replaces each text of one file by another, everywhere in it. Throws where the file has it nowhere. */
  replace(file: string, changes: Record<string, string>): void;
  remove(): void;
}

/** Makes a copy of `monitoring/` whose two key files hold these keys. */
export function copyStack(keys: { read: string; ingest: string } = { read: "none", ingest: "none" }): Stack {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-monitoring-"));
  cpSync(MONITORING, folder, { recursive: true });
  writeFileSync(join(folder, "secrets", "rollcall-read-key"), `${keys.read}\n`);
  writeFileSync(join(folder, "secrets", "rollcall-ingest-key"), `${keys.ingest}\n`);
  return {
    folder,
    replace(file, changes) {
      let text = readFileSync(join(folder, file), "utf8");
      for (const [from, to] of Object.entries(changes)) {
        if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
        text = text.replaceAll(from, to);
      }
      writeFileSync(join(folder, file), text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A file of `monitoring/`, parsed. */
export function readYaml<Document>(file: string): Document {
  return parse(readFileSync(join(MONITORING, file), "utf8"), { merge: true }) as Document;
}
