import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Runbook, readMarkdown } from "@/lib/runbooks/markdown";

/** A runbook of docs/runbooks by its name; null where there is none. `README` is their index. */
export async function readRunbook(name: string): Promise<Runbook | null> {
  if (name !== "README" && !/^[a-z0-9-]{1,100}$/.test(name)) return null;
  try {
    return readMarkdown(await readFile(join(process.cwd(), "docs", "runbooks", `${name}.md`), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
