import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

interface Import {
  from: string;
  /** A file of the project, or a package's name. */
  to: string;
  /** Types are gone at run time, so they make an arrow but no circle. */
  isType: boolean;
}

/** Arrows between rooms that must not exist: a file that matches `from` may not import what matches `to`. */
const FORBIDDEN: { from: RegExp; to: RegExp; except?: RegExp; why: string }[] = [
  { from: /^lib\//, to: /^(app|components)\//, why: "lib is below the pages" },
  { from: /^lib\//, to: /^(next|react|react-dom|swr)(\/|$)/, why: "lib knows no framework" },
  {
    from: /^lib\//,
    to: /^node:/,
    except: /^lib\/(db|outbound)\/|^lib\/telemetry\/request-scope\.ts$/,
    why: "lib uses Web APIs only, outside adapters",
  },
  { from: /^lib\//, to: /^drizzle\/schema\//, except: /\/store\.ts$/, why: "only stores know the schema" },
  {
    from: /^lib\//,
    to: /^(pg|ws|@vercel\/postgres|@neondatabase\/serverless)$/,
    except: /^lib\/db\//,
    why: "lib/db has the drivers",
  },
  { from: /^components\//, to: /^app\//, why: "components are below the pages" },
  {
    from: /^components\//,
    to: /^lib\/(db\/|runtime|env)|\/store\.ts$|^drizzle\//,
    why: "components import pure lib files only",
  },
  { from: /^app\//, to: /^drizzle\/|\/store\.ts$/, why: "routes ask verbs, not tables" },
  { from: /./, to: /^(@tremor\/|recharts)/, except: /^components\/ui\//, why: "components/ui has the charts" },
  { from: /^components\/ui\//, to: /^components\/(?!ui\/)/, why: "primitives know no domain" },
  { from: /^lib\/client\//, to: /^lib\/(?!client\/)/, why: "the client is published on its own" },
  { from: /^lib\/notify\//, to: /^lib\/(alerts|stats|rollups|events)\//, why: "notify knows a Notice, never a rule" },
  { from: /^lib\/rollups\//, to: /^lib\/(alerts|notify|stats)\//, why: "stats reads rollups, not the reverse" },
  { from: /^lib\/stats\//, to: /^lib\/(alerts|notify)\//, why: "alerts reads stats, not the reverse" },
  { from: /^lib\/events\//, to: /^lib\/(alerts|notify|stats)\//, why: "events feed bots, jobs and rollups only" },
  {
    from: /^lib\/(bots|jobs|users|queues|dependencies)\//,
    to: /^lib\/(alerts|notify|events)\//,
    why: "events know the nouns",
  },
  { from: /^lib\//, to: /^(scripts|tests|examples)\//, why: "lib is the product" },
];

const imports = ["app", "components", "lib"]
  .flatMap(sourcesUnder)
  .flatMap((file) => importsOf(file, readFileSync(file, "utf8")));

describe("the import arrows", () => {
  it("are all allowed", () => expect(forbidden(imports)).toEqual([]));

  it("make no circle", () => expect(circles(imports)).toEqual([]));

  it("lead to no barrel", () => {
    const names = ["components", "lib"].flatMap(sourcesUnder);
    expect(names.filter((file) => /\/(index|utils|helpers)\.tsx?$/.test(file))).toEqual([]);
  });

  it("are refused when planted", () => {
    const planted = [
      ...importsOf("lib/stats/read.ts", 'import { run } from "../alerts/run";'),
      ...importsOf("lib/bots/liveness.ts", 'import { readFile } from "node:fs";'),
      ...importsOf("lib/bots/read.ts", 'import { bots } from "@/drizzle/schema/bots";'),
      ...importsOf("components/bots/chart.tsx", 'import { AreaChart } from "@tremor/react";'),
    ];
    expect(forbidden(planted)).toHaveLength(4);
    const ring = [...importsOf("lib/a/one.ts", 'import "./two";'), ...importsOf("lib/a/two.ts", 'import "./one";')];
    expect(circles(ring)).toEqual(["lib/a/one -> lib/a/two -> lib/a/one"]);
  });
});

function forbidden(all: Import[]): string[] {
  return all.flatMap(({ from, to }) =>
    FORBIDDEN.filter((rule) => rule.from.test(from) && rule.to.test(to) && !rule.except?.test(from)).map(
      ({ why }) => `${from} -> ${to}: ${why}`,
    ),
  );
}

/** Every circle among the files, each told once. */
function circles(all: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of all.filter(({ isType }) => !isType))
    next.set(bare(from), [...(next.get(bare(from)) ?? []), bare(to)]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]) => {
    const start = path.indexOf(file);
    if (start !== -1) found.push([...path.slice(start), file].join(" -> "));
    if (start !== -1 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

function importsOf(file: string, source: string): Import[] {
  const statements = source.matchAll(
    /^\s*(?:import|export)\s(type\s)?(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/gm,
  );
  return Array.from(statements, ([, type, named, dynamic]) => ({
    from: file,
    to: resolveImport(file, named ?? dynamic ?? ""),
    isType: type !== undefined,
  }));
}

function resolveImport(file: string, specifier: string): string {
  const local = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".") && join(dirname(file), specifier);
  if (!local) return specifier;
  const path = normalize(local);
  return [path, `${path}.ts`, `${path}.tsx`].find((name) => existsSync(name) && statSync(name).isFile()) ?? path;
}

function sourcesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourcesUnder(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function bare(file: string): string {
  return file.replace(/\.tsx?$/, "");
}
