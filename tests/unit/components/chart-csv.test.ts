import { describe, expect, test } from "vitest";
import { chartCsv, fileName } from "@/components/ui/chart-csv";

describe("a chart's figures as CSV", () => {
  test("are plain numbers, with nothing where nothing was measured", () => {
    const data = { headings: ["day", "messages", "p95_ms"], rows: [["2026-11-22", 12345, null]] };
    expect(chartCsv(data)).toBe("day,messages,p95_ms\r\n2026-11-22,12345,\r\n");
  });

  test("quote what would break a row", () => {
    expect(chartCsv({ headings: ["name"], rows: [['a "b", c'], ["two\nlines"]] })).toBe(
      'name\r\n"a ""b"", c"\r\n"two\nlines"\r\n',
    );
  });

  test.each(["=1+1", "+1", "-1", "@x", "\tx"])("never begin a text as a formula: %j", (text) => {
    expect(chartCsv({ headings: ["user"], rows: [[text]] })).toContain(`'${text}`);
  });

  test("leave negative numbers numbers", () => {
    expect(chartCsv({ headings: ["change"], rows: [[-5]] })).toBe("change\r\n-5\r\n");
  });
});

test("a file is named after its chart", () => {
  expect(fileName("Messages by day (UTC)", "png")).toBe("messages-by-day-utc.png");
  expect(fileName("…", "csv")).toBe("chart.csv");
});
