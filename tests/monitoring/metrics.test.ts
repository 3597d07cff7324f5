import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, postEvents } from "../support/http";
import { freePort } from "../support/port";
import { runProgram } from "../support/program";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";
import { type RunningProgram, startProgram } from "./support/process";

/** Names that a label must carry unharmed. */
const HOSTILE = 'a "b" \\c\nd {e="f"} # é 日本';

let server: TestServer;
let prometheus: RunningProgram | undefined;
const folder = mkdtempSync(join(tmpdir(), "rollcall-scrape-"));

beforeAll(async () => {
  server = await startServer();
  const event = (type: string, data: object) => ({ type, bot_id: "press", data });
  const { body } = await postEvents(server.url, [
    event("heartbeat", { kind: "worker", cpu_percent: 3, memory_bytes: 1e15 }),
    event("job.finished", { job_id: "1", job_type: HOSTILE, status: "succeeded", duration_ms: 0.25, value_usd: 0.1 }),
    event("job.finished", { job_id: "2", status: "failed", duration_ms: 1e12 }),
    event("message.processed", { user_id: "u", response_time_ms: 12 }),
    event("queue.sampled", { queue: HOSTILE, pending: 2, oldest_age_seconds: 1.5 }),
  ]);
  expect(body).toMatchObject({ dropped: 0 });
});
afterAll(async () => {
  await prometheus?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("a scrape is clean to promtool", async () => {
  const file = join(folder, "scrape.txt");
  writeFileSync(file, (await call<string>(`${server.url}/metrics`)).body);
  expect(await runProgram("sh", ["-c", 'promtool check metrics < "$1"', "sh", file])).toEqual({ code: 0, output: "" });
});

it("a Prometheus reads it as OpenMetrics, all of it, with every name as it was given", async () => {
  const port = await freePort();
  const config = {
    scrape_configs: [
      {
        job_name: "rollcall",
        scrape_interval: "1s",
        authorization: { credentials: ADMIN_KEY },
        static_configs: [{ targets: [new URL(server.url).host] }],
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config));
  prometheus = await startProgram("prometheus", [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const query = async (text: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}`);
    return ((await answer.json()) as { data: { result: [] } }).data.result;
  };
  const up = await eventually(async () => (await query("up == 1"))[0]);
  expect(up.value[1]).toBe("1");
  // A scrape that takes too long leaves a gap for a second.
  const found = (text: string) =>
    eventually(async () => {
      const series = await query(text);
      return series.length > 0 && series;
    });
  const queues = await found("system_queue_depth");
  expect(queues.map(({ metric }) => metric.queue)).toEqual([HOSTILE]);
  const [median] = await found('histogram_quantile(0.5, bot_message_response_time_seconds_bucket{bot="press"})');
  expect(Number(median?.value[1])).toBeGreaterThan(0.01);
  expect(Number(median?.value[1])).toBeLessThan(0.025);
  // Text of version 0.0.4 would have no metadata of this name.
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/metadata?metric=job_submissions`);
  expect(await answer.json()).toMatchObject({ data: { job_submissions: [{ type: "counter" }] } });
  const [scraped] = await query("scrape_samples_scraped");
  const { body } = await call<string>(`${server.url}/metrics`);
  const told = body.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
  expect(Math.abs(Number(scraped?.value[1]) - told)).toBeLessThan(60);
});
