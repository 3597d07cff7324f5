import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { benchAlerts } from "./alerts";
import { benchExport } from "./export";
import { benchIngest } from "./ingest";
import { benchMemory } from "./memory";
import { benchPages } from "./pages";
import { benchReading } from "./reading";
import { benchRetention } from "./retention";
import { benchSelfCost } from "./self-cost";
import { benchStart } from "./start";
import { benchStream } from "./stream";
import { type Figure, table } from "./support/report";
import { openStage } from "./support/stage";

const BENCHES = {
  ingest: benchIngest,
  reading: benchReading,
  pages: benchPages,
  stream: benchStream,
  alerts: benchAlerts,
  export: benchExport,
  retention: benchRetention,
  start: benchStart,
  "self-cost": benchSelfCost,
  memory: benchMemory,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}

/** What the goals are for: PostgreSQL, Rollcall and the clients that load it each want a core of their own. */
const CORES_OF_GOALS = 4;

if (cpus().length < CORES_OF_GOALS)
  console.log(`The goals are for ${CORES_OF_GOALS} cores; this machine has ${cpus().length}.\n`);
const figures: Figure[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  // The memory run alone takes ten minutes: it is run when it is named.
  if (asked.length === 0 ? name === "memory" : !asked.includes(name)) continue;
  const stage = await openStage();
  try {
    const found = await bench(stage);
    console.log(`${table(found)}\n`);
    figures.push(...found);
  } finally {
    await stage.close();
  }
}

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
mkdirSync("dist/bench", { recursive: true });
writeFileSync(
  "dist/bench/results.json",
  `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`,
);
console.log("Written to dist/bench/results.json.");
const missed = figures.filter((figure) => !figure.holds).length;
if (missed > 0) console.log(`${missed} of ${figures.length} goals were missed in this run.`);
