import type { Random } from "./random";

/** An event of a job as a bot reports it; times are epoch milliseconds until `wire` writes them. */
export interface JobEvent {
  id: string;
  type: "job.queued" | "job.started" | "job.progress" | "job.finished";
  bot_id: string;
  time: number;
  data: { job_id: string; attempt: number; job_type: string } & Record<string, unknown>;
}

/** The event as it goes over the wire. */
export const wire = (event: JobEvent) => ({ ...event, time: new Date(event.time).toISOString() });

/**
 * What bots could report of one job: queued or not, one to three attempts, some never started or never ended as far as
 * anybody said, durations given or to be told from the start, some ends reported twice. In the order of time.
 * @param origin epoch milliseconds of the earliest event
 */
export function jobHistory(random: Random, bot: string, job: string, origin: number): JobEvent[] {
  const events: JobEvent[] = [];
  const about = {
    job_id: job,
    job_type: random.pick(["render", "mail", "scrape"]),
    queue: random.pick(["fast", "slow"]),
  };
  let time = origin + random.whole(0, 3 * 3_600_000);
  const report = (type: JobEvent["type"], attempt: number, more: object = {}) =>
    events.push({ id: `${job}-${events.length}`, type, bot_id: bot, time, data: { ...about, attempt, ...more } });

  if (random.chance(0.8)) report("job.queued", 1, { customer_id: "c" });
  for (let attempt = 1; attempt <= 3; attempt++) {
    time += random.whole(0, 90_000);
    const isStarted = random.chance(0.85);
    if (isStarted) report("job.started", attempt);
    for (let percent = random.whole(0, 3) * 30; percent > 0; percent -= 30) {
      time += random.whole(1, 20_000);
      report("job.progress", attempt, { percent: 100 - percent, note: `${percent} to go` });
    }
    time += random.whole(0, 60_000);
    if (random.chance(0.1) && events.length > 0) return events;
    const end = ending(random, attempt);
    report("job.finished", attempt, end);
    // A worker that was not heard reports its end again, as another event.
    if (random.chance(0.15)) report("job.finished", attempt, end);
    if (end.status !== "failed" || end.dead_lettered) return events;
  }
  return events;
}

function ending(random: Random, attempt: number) {
  const status = random.pick(["succeeded", "succeeded", "failed", "cancelled"] as const);
  const failure = {
    error: random.pick(["broken", { type: "E", message: "broken", stack: "here" }]),
    dead_lettered: attempt === 3 || random.chance(0.2),
  };
  return {
    status,
    dead_lettered: false,
    ...(status === "failed" ? failure : {}),
    ...(random.chance(0.5) ? { duration_ms: random.whole(0, 400_000) } : {}),
    // Quarters add up exactly, in whatever order.
    ...(random.chance(0.5) ? { cost_usd: random.whole(0, 40) / 4, value_usd: random.whole(-40, 40) / 4 } : {}),
    ...(random.chance(0.5) ? { cpu_ms: random.whole(0, 9999), memory_peak_bytes: random.whole(0, 1 << 30) } : {}),
  };
}
