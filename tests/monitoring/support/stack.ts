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
      const text = readFileSync(join(folder, file), "utf8");
      const froms = Object.keys(changes);
      for (const from of froms) if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      // All at once: what one change has put there may begin like what another looks for, a port such as 30010 for one.
      const any = new RegExp(froms.map((from) => from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
      writeFileSync(
        join(folder, file),
        text.replace(any, (from) => changes[from] ?? from),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A file of `monitoring/`, parsed. */
export function readYaml<Document>(file: string): Document {
  return parse(readFileSync(join(MONITORING, file), "utf8"), { merge: true }) as Document;
}
