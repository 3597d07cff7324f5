import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { envSchema, parseEnv } from "@/lib/env";
import { commandBlocks, runBlocks, sandbox } from "../../support/documents";
import { runProgram } from "../../support/program";

const under = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
const RUNBOOKS = under("docs/runbooks");
const GUIDES = ["README.md", ...under("docs")];
const ALL = [...GUIDES, ...RUNBOOKS];
/** Programs that a block outside may call. */
const OUTSIDE = new Set([
  ...[
    "sudo",
    "docker",
    "vercel",
    "git",
    "cd",
    "npm",
    "deno",
    "curl",
    "psql",
    "ssh",
    "redis-cli",
    "df",
    "free",
    "ps",
    "top",
  ],
  ...["prometheus", "prometheus-alertmanager", "prometheus-node-exporter", "prometheus-redis-exporter"],
  ...["prometheus-postgres-exporter", "promtool", "amtool", "systemctl", "journalctl", "kubectl", "du", "nc"],
]);
const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
const { tasks } = JSON.parse(readFileSync("deno.json", "utf8"));

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 200 });
});

/** Runs what the files say, in a copy of the project of their own. */
async function runDocuments(files: string[], variables: Record<string, string> = {}): Promise<void> {
  const folder = sandbox();
  folders.push(folder);
  const blocks = files.flatMap(commandBlocks).filter(({ kind }) => kind !== "outside");
  const { code, output } = await runBlocks(folder, blocks, variables);
  const log = code === 0 ? "" : readFileSync(join(folder, "started.log"), "utf8");
  expect(code, `${output}\n${log}`).toBe(0);
}

describe.concurrent("every command of the documents works, in order, on a real Rollcall:", () => {
  it("README.md", () => runDocuments(["README.md"]), 180_000);

  it("installation", () => runDocuments(["docs/installation.md"]), 180_000);

  it("production", () => runDocuments(["docs/production.md"]), 180_000);

  it("monitoring, troubleshooting, and what else lies in docs", () => {
    const own = ["README.md", "docs/installation.md", "docs/production.md"];
    const others = GUIDES.filter((file) => !own.includes(file));
    const key = `k${randomBytes(32).toString("hex")}`;
    return runDocuments(others, { ADMIN_API_KEY: key, ROLLCALL_KEY: key });
  }, 180_000);
});

describe("commands that need more than this machine", () => {
  const outside = ALL.flatMap(commandBlocks).filter(({ kind }) => kind === "outside");

  it("are understood by the shell", async () => {
    for (const { at, text } of outside)
      expect(await runProgram("bash", ["-n", "-c", text]), at).toMatchObject({ code: 0 });
  });

  it("call programs that are known, and scripts and files that are there", () => {
    for (const { at, text } of outside) {
      for (const line of text.replaceAll("\\\n", " ").trim().split("\n")) {
        const [first = "", ...rest] = line.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
        expect(OUTSIDE, `${at}: ${line}`).toContain(first);
        if (first === "npm" && rest[0] === "run")
          expect(Object.keys(scripts), at).toContain(rest.find((w) => !/^-|^run$/.test(w)));
        if (first === "deno" && rest[0] === "task") expect(Object.keys(tasks), at).toContain(rest[1]);
        for (const word of rest) {
          const file = /^(?:--[\w.-]+=)?((?:monitoring|deploy|docs|scripts)\/[^"$*]+)$/.exec(word)?.[1];
          if (file && !/secrets|\.env$/.test(file)) expect(existsSync(file), `${at}: ${file}`).toBe(true);
        }
      }
    }
  });

  it("are few", () => expect(outside.length).toBeLessThan(40));
});

describe("the documents", () => {
  it("mark every block of commands as one", () => {
    for (const file of ALL)
      expect(readFileSync(file, "utf8"), file).not.toMatch(/^ *```(?:bash|shell|console|)\n *(?:npm|curl|make) /m);
  });

  it("link to what is there", () => {
    for (const file of ALL) {
      const links = [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#|\/)([^)#\s]+)(?:#[^)]*)?\)/g)];
      for (const [, link = ""] of links) expect(existsSync(join(dirname(file), link)), `${file}: ${link}`).toBe(true);
    }
  });
});

describe(".env.production.example", () => {
  const entries = readFileSync(".env.production.example", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, name, value = ""] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value] as const];
    });

  it("is understood, and names no variable that does not exist", () => {
    const parsed = parseEnv(Object.fromEntries(entries));
    expect(parsed).toMatchObject({ PUBLIC_URL: "https://rollcall.example.org", TRUST_PROXY: 1, SCHEDULER: "internal" });
    for (const [name] of entries) expect(Object.keys(envSchema.shape)).toContain(name);
  });

  it("brings no secret of its own", () => {
    for (const name of ["ROLLCALL_SECRET", "ADMIN_API_KEY", "CRON_SECRET", "DATABASE_URL", "SMTP_URL"])
      expect(entries).toContainEqual([name, ""]);
  });
});

describe("the Dockerfile", () => {
  const text = readFileSync("Dockerfile", "utf8");

  it("copies what is there, runs as nobody special, and asks after health", () => {
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = ""]) => files.split(" "));
    expect(copied).toContain("package-lock.json");
    for (const file of copied) expect(existsSync(file), file).toBe(true);
    expect(text).toMatch(/^USER node$/m);
    expect(text).toMatch(/^HEALTHCHECK [\s\S]*\/readyz/m);
    for (const secret of [".env", ".data", "node_modules"])
      expect(readFileSync(".dockerignore", "utf8").split("\n")).toContain(secret);
  });
});
