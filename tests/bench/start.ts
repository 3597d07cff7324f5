import { type Figure, median } from "./support/report";
import type { Stage } from "./support/stage";

/** A built Rollcall from its start to ready, on both runtimes. */
export async function benchStart(stage: Stage): Promise<Figure[]> {
  const figures: Figure[] = [];
  const database = await stage.database();
  for (const runtime of ["deno", "node"] as const) {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const server = await stage.rollcall(database, runtime);
      times.push(server.readyMs / 1000);
      await server.stop();
    }
    const seconds = median(times);
    figures.push({
      work: `start to ready, built, ${runtime}`,
      value: seconds,
      unit: "s",
      goal: "≤ 3 s",
      holds: seconds <= 3,
    });
  }
  return figures;
}
