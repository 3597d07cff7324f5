import { describe, expect, it } from "vitest";
import { expose, formatOf } from "@/lib/telemetry/metrics/exposition";
import { boundText, type Family, histogramSamples } from "@/lib/telemetry/metrics/family";

describe("the format", () => {
  it.each([
    [null, "text"],
    ["*/*", "text"],
    ["text/plain", "text"],
    ["application/openmetrics-text", "openmetrics"],
    // Prometheus 2.42 and 3
    [
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      "openmetrics",
    ],
    ["text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5", "text"],
    ["application/openmetrics-text;q=0", "text"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text"],
  ])("for Accept: %s is %s", (accept, format) => expect(formatOf(accept)).toBe(format));
});

describe("families", () => {
  const counter: Family = {
    ...{ name: "jobs_total", help: "Jobs.", type: "counter" },
    samples: [{ labels: { type: 'a"\\\n' }, value: 3 }],
  };

  it("keep their names in text, however often OpenMetrics is asked for between", async () => {
    const openMetrics = await expose([counter], "openmetrics");
    expect(openMetrics).toBe('# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total{type="a\\"\\\\\\n"} 3\n# EOF\n');
    const text = await expose([counter], "text");
    expect(text).toBe('# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{type="a\\"\\\\\\n"} 3\n');
  });

  it("leave out what is no number", async () => {
    const samples = [Number.NaN, 1].map((value, at) => ({ labels: { at: String(at) }, value }));
    const text = await expose([{ name: "g", help: "G.", type: "gauge", samples }], "text");
    expect(text).toContain('g{at="1"} 1');
    expect(text).not.toContain('at="0"');
  });

  it("tell histograms cumulatively, with canonical bounds", async () => {
    const samples = histogramSamples({ bot: "b" }, [0.1, 5], { counts: [2, 1, 4], sum: 60.5 });
    const text = await expose([{ name: "h", help: "H.", type: "histogram", samples }], "openmetrics");
    expect(text.split("\n").slice(2, -1)).toEqual([
      'h_bucket{bot="b",le="0.1"} 2',
      'h_bucket{bot="b",le="5.0"} 3',
      'h_bucket{bot="b",le="+Inf"} 7',
      'h_sum{bot="b"} 60.5',
      'h_count{bot="b"} 7',
      "# EOF",
    ]);
    expect([boundText(86_400), boundText(0.001)]).toEqual(["86400.0", "0.001"]);
  });
});
