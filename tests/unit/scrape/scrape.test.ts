import { describe, expect, it } from "vitest";
import { growthsOf, snapshotOf } from "@/lib/scrape/delta";
import { requestsOf } from "@/lib/scrape/requests";
import { mappingSchema } from "@/lib/scrape/target";
import { parseSamples } from "@/lib/scrape/text-format";

const all = () => true;
const mapping = mappingSchema.parse({});

describe("Prometheus' text format", () => {
  it("is read with labels, escapes, spaces and times, and nothing else of it", () => {
    const text = [
      "# HELP a Help.",
      "a 1",
      'a{b="c",d="e\\"f\\\\g\\nh",} 2.5 1700000000000',
      'a{ b = "}" } 3 # {trace_id="x"} 1',
      "a NaN",
      'a{b="c" 4',
      "garbage{",
      "",
      "a +Inf",
      "b_total 7e2\r",
    ].join("\n");
    expect(parseSamples(text, all)).toEqual([
      { name: "a", labels: {}, value: 1 },
      { name: "a", labels: { b: "c", d: 'e"f\\g\nh' }, value: 2.5 },
      { name: "a", labels: { b: "}" }, value: 3 },
      { name: "b_total", labels: {}, value: 700 },
    ]);
    expect(parseSamples(text, (name) => name === "b_total")).toHaveLength(1);
  });

  it("is read in time that grows with its length, whatever it is", () => {
    const hostile = [
      `a{${'b="'.repeat(50_000)}`,
      `a{${"b=".repeat(50_000)}`,
      `a{b="${"\\".repeat(100_001)}`,
      "{".repeat(100_000),
    ];
    expect(hostile.flatMap((text) => parseSamples(text, all))).toEqual([]);
  });
});

describe("the growth of counters", () => {
  const at = (text: string) => parseSamples(text, all);
  const growth = (before: string, after: string) =>
    growthsOf(at(after), snapshotOf(at(before))).map(({ name, by }) => `${name} ${by}`);

  it("is nothing at the first scrape, which sets the base", () => expect(growthsOf(at("a 5"), null)).toEqual([]));

  it("is the difference; all of it after a reset, and of a counter that is new", () => {
    expect(growth("a 5", "a 8")).toEqual(["a 3"]);
    expect(growth("a 5", "a 5")).toEqual([]);
    expect(growth("a 5", "a 2")).toEqual(["a 2"]);
    expect(growth("a 5", "a 5\nb 4")).toEqual(["b 4"]);
  });

  it("is all of it after a restart, though the counter is past where it was", () =>
    expect(growth("process_start_time_seconds 10\na 5", "process_start_time_seconds 90\na 7")).toEqual(["a 7"]));

  it("is told apart by labels in any order", () => {
    const before = 'a{x="1",y="2"} 5\na{x="2",y="1"} 1';
    expect(growth(before, 'a{y="2",x="1"} 6\na{y="1",x="2"} 1')).toEqual(["a 1"]);
  });
});

describe("requests", () => {
  const told = (text: string, given = mapping) =>
    requestsOf(
      parseSamples(text, all).map((sample) => ({ ...sample, by: sample.value })),
      given,
    );

  it("are counted by method, route and class; 5xx are failed", () => {
    const text = [
      'http_requests_total{method="get",route="/a",status="200",pod="1"} 3',
      'http_requests_total{method="GET",route="/a",status="204",pod="2"} 2',
      'http_requests_total{method="GET",route="/a",status="503"} 1',
      'http_requests_total{verb="POST",path="/b",code="4xx"} 7',
      "http_requests_total 9",
    ].join("\n");
    expect(told(text).map(({ label, n, failed }) => `${label}: ${n}/${failed}`)).toEqual([
      "GET /a 2xx: 5/0",
      "GET /a 5xx: 1/1",
      "POST /b 4xx: 7/0",
      "* *: 9/0",
    ]);
  });

  it("have durations spread over the buckets that they were counted in", () => {
    const name = "http_request_duration_seconds";
    const labels = 'method="GET",route="/a",status="200"';
    const text = [
      `${name}_bucket{${labels},le="0.1"} 50`,
      `${name}_bucket{${labels},le="0.2"} 90`,
      `${name}_bucket{${labels},le="+Inf"} 100`,
      `${name}_sum{${labels}} 12.5`,
      `${name}_count{${labels}} 100`,
    ].join("\n");
    const [request] = told(text);
    // Without a counter of requests the histogram's own count is taken.
    expect(request).toMatchObject({ label: "GET /a 2xx", n: 100, measured: 100, sum: 12_500, min: 2.5, max: 200 });
    expect([...request!.hist.values()].reduce((sum, count) => sum + count, 0)).toBe(100);
  });

  it("are read by the names that an operator gives", () => {
    const given = mappingSchema.parse({ requests: "served", durations: "took_ms", route: "page", status: "result" });
    const text = ['served{page="/x",result="201"} 2', 'took_ms_bucket{page="/x",result="201",le="50"} 2'].join("\n");
    expect(told(text, given)).toMatchObject([{ label: "* /x 2xx", n: 2, measured: 2, max: 37.5 }]);
  });
});
