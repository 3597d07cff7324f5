import { beforeAll, describe, expect, it } from "vitest";
import { RequestMeasures } from "@/lib/telemetry/metrics/requests";
import { routeOf, setRoutes } from "@/lib/telemetry/metrics/routes";

const MINUTE_MS = 60_000;
const seriesOf = (measures: RequestMeasures) =>
  measures.families().reduce((sum, { samples }) => sum + samples.length, 0);

describe("requests", () => {
  it("are counted by endpoint and status, and timed by endpoint but for streams", () => {
    const measures = new RequestMeasures();
    measures.count("GET", "/a", 200, 3, 0);
    measures.count("GET", "/a", 500, 20_000, 0);
    measures.count("GET", "/stream", 200, null, 0);
    const [total, duration] = measures.families();
    expect(total?.samples.map(({ labels, value }) => [labels.route, labels.status, value])).toEqual([
      ["/a", "200", 1],
      ["/a", "500", 1],
      ["/stream", "200", 1],
    ]);
    const counted = (le: string) =>
      duration?.samples.find(({ labels, suffix }) => suffix === "_bucket" && labels.le === le)?.value;
    expect([counted("0.0025"), counted("0.005"), counted("10.0"), counted("+Inf")]).toEqual([0, 1, 1, 2]);
    expect(new Set(duration?.samples.map(({ labels }) => labels.route))).toEqual(new Set(["/a"]));
  });

  it("stay bounded whatever is asked for, and none is lost", () => {
    const measures = new RequestMeasures();
    for (let n = 0; n < 5000; n++) measures.count(`M${n}`, `/${n}`, 100 + (n % 500), 1, 0);
    expect(seriesOf(measures)).toBeLessThan(1300 + 501);
    const [total] = measures.families();
    expect(total?.samples.reduce((sum, { value }) => sum + value, 0)).toBe(5000);
  });

  it("of the last five minutes have percentiles", () => {
    const measures = new RequestMeasures();
    const now = 100 * MINUTE_MS;
    measures.count("GET", "/a", 200, 10_000, now - 6 * MINUTE_MS);
    for (let n = 1; n <= 100; n++) measures.count("GET", n > 50 ? "/a" : "/b", n > 98 ? 503 : 200, n, now);
    const { all, endpoints } = measures.recent([0.5, 0.99], now);
    expect(all).toMatchObject({ n: 100, failed: 2 });
    expect(Math.abs((all.quantiles[0] ?? 0) - 50)).toBeLessThan(2);
    expect(Math.abs((all.quantiles[1] ?? 0) - 99)).toBeLessThan(3);
    expect(endpoints.map(({ route, n, failed }) => [route, n, failed])).toEqual([
      ["/a", 50, 2],
      ["/b", 50, 0],
    ]);
    expect(measures.recent([0.5], now + 10 * MINUTE_MS).all).toEqual({ n: 0, failed: 0, quantiles: [null] });
  });
});

describe("a route", () => {
  beforeAll(() =>
    setRoutes([
      "/",
      "/bots",
      "/bots/[botId]",
      "/api/bots/[botId]/jobs/[jobId]",
      "/api/keys/me",
      "/api/keys/[keyId]",
      "/api/[...path]",
    ]),
  );

  it.each([
    ["/", "/"],
    ["/bots", "/bots"],
    ["/bots/", "/bots"],
    ["/bots/bot-1", "/bots/{bot_id}"],
    ["/bots/bot-1/stats", "/bots/{bot_id}/stats"],
    ["/api/bots/a%20b/jobs/7", "/api/bots/{bot_id}/jobs/{job_id}"],
    ["/api/keys/me", "/api/keys/me"],
    ["/api/keys/you", "/api/keys/{key_id}"],
    ["/_next/static/chunks/1.js", "/_next/*"],
    ["/api/nowhere", "unknown"],
    ["/api/bots/a/jobs", "unknown"],
    ["/wp-login.php", "unknown"],
    ["/constructor/__proto__", "unknown"],
  ])("%s is %s", (path, route) => expect(routeOf(path)).toBe(route));
});
