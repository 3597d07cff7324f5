import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceDetailAnswer, serviceListAnswer } from "@/lib/stats/services/schema";
import { call, postEvents } from "../support/http";
import { startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const newBot = () => `service-${randomUUID().slice(0, 8)}`;

interface Handled {
  method?: string;
  route?: string;
  status_code?: number;
  duration_ms?: number;
  cache?: "hit" | "miss";
}

async function handle(bot: string, requests: Handled[], minutesAgo = 1): Promise<void> {
  const time = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const events = requests.map((data) => ({
    ...{ id: randomUUID(), type: "request.handled", bot_id: bot, time },
    data: { method: "GET", route: "/a", status_code: 200, duration_ms: 10, ...data },
  }));
  expect((await postEvents(server.url, events)).body).toMatchObject({ accepted: requests.length });
}
const list = async (search = "") => serviceListAnswer.parse((await call(`${server.url}/api/services?${search}`)).body);
const detail = async (bot: string, search = "") =>
  serviceDetailAnswer.parse((await call(`${server.url}/api/services/${bot}?${search}`)).body);
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

describe("a service", () => {
  it("is told with volume, classes, error rate, percentiles and cache hits, by endpoint too", async () => {
    const bot = newBot();
    await handle(bot, [
      ...times(90, { duration_ms: 20, cache: "hit" as const }),
      ...times(5, { status_code: 404, duration_ms: 20 }),
      ...times(5, { status_code: 503, duration_ms: 800, cache: "miss" as const }),
      ...times(20, { method: "post", route: "/b", status_code: 201, duration_ms: 100 }),
    ]);
    const told = await detail(bot);
    expect(told.totals).toMatchObject({ requests: 120, error_rate: 4.2, cache_hit_rate: 94.7 });
    expect(told.totals.by_class).toEqual({ "1xx": 0, "2xx": 110, "3xx": 0, "4xx": 5, "5xx": 5, other: 0 });
    const [a, b] = told.endpoints;
    expect(a).toMatchObject({ endpoint: "GET /a", requests: 100, error_rate: 5, cache_hit_rate: 94.7 });
    expect(b).toMatchObject({ endpoint: "POST /b", requests: 20, error_rate: 0, cache_hit_rate: null });
    const within = (ms: number | null, expected: number) =>
      expect(Math.abs(ms! - expected) / expected).toBeLessThanOrEqual(0.03);
    within(a!.p50_duration_ms, 20);
    within(a!.p90_duration_ms, 20);
    within(a!.p99_duration_ms, 800);
    within(b!.p95_duration_ms, 100);
    expect(told.points.reduce((sum, { by_class }) => sum + (by_class["2xx"] ?? 0), 0)).toBe(110);
    // A dear answer is kept for a moment.
    const listed = await eventually(async () => {
      const { services } = await list(`q=${bot}`);
      return services[0]?.requests === 120 && services[0];
    }, 30_000);
    expect(listed).toMatchObject({ bot_id: bot, ...told.totals });
  });

  it("counts what lies in its period and nothing else, in every grain", async () => {
    const bot = newBot();
    await handle(bot, times(3, {}), 1);
    await handle(bot, times(4, {}), 60 * 60);
    for (const [search, requests] of [
      ["hours=1", 3],
      ["hours=24", 3],
      ["hours=72", 7],
      ["hours=720", 7],
    ] as const) {
      const told = await detail(bot, search);
      expect(`${search} ${told.totals.requests}`).toBe(`${search} ${requests}`);
      expect(told.points.length).toBeLessThanOrEqual(200);
    }
  });

  it("keeps an endpoint of hostile or endless name apart, and never as markup of a class", async () => {
    const bot = newBot();
    const route = `/${"é".repeat(190)}`;
    await handle(bot, [{ route: "/x 2xx" }, { route, status_code: 500 }]);
    const { endpoints } = await detail(bot);
    expect(endpoints.map(({ endpoint }) => endpoint).sort()).toEqual(["GET /x 2xx", `GET ${route}`].sort());
    expect(endpoints.map(({ error_rate }) => error_rate).sort()).toEqual([0, 100]);
  });

  it("with nothing in its period has nothing measured, and one that is no bot is not found", async () => {
    const bot = newBot();
    await postEvents(server.url, [{ type: "heartbeat", bot_id: bot }]);
    expect((await detail(bot)).totals).toMatchObject({ requests: 0, error_rate: null, p95_duration_ms: null });
    expect((await call(`${server.url}/api/services/nobody-at-all`)).status).toBe(404);
  });
});

describe("the list of services", () => {
  it("is sorted, and paged without loss", async () => {
    const mark = randomUUID().slice(0, 8);
    for (let n = 1; n <= 5; n++) await handle(`${mark}-${n}`, times(n, { duration_ms: 1000 / n }));
    await eventually(async () => (await list(`q=${mark}`)).services[0]?.requests === 5, 30_000);
    const ids = async (search: string) =>
      (await list(`q=${mark}&${search}`)).services.map(({ bot_id }) => bot_id.at(-1));
    expect(await ids("")).toEqual(["5", "4", "3", "2", "1"]);
    expect(await ids("sort=p95")).toEqual(["5", "4", "3", "2", "1"]);
    expect(await ids("sort=name")).toEqual(["1", "2", "3", "4", "5"]);
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await list(`q=${mark}&limit=2${cursor}`);
      seen.push(...page.services.map(({ bot_id }) => bot_id));
      cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : "";
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
  });

  it.each(["hours=0", "sort=size", "limit=0", "cursor=x", "from=yesterday"])("is refused for %s", async (search) =>
    expect((await call(`${server.url}/api/services?${search}`)).status).toBe(400),
  );
});
