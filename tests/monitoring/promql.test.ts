import { describe, expect, it } from "vitest";
import { comparing } from "./support/promql";
import { readRules } from "./support/rules";

describe("an expression whose comparisons tell 0 or 1", () => {
  it("keeps what is compared, and how", () => {
    expect(comparing("up == 0")).toBe("up ==bool  0");
    expect(comparing("a > 3 and on () b <= 2")).toBe("a >bool  3 and on () b <=bool  2");
    expect(comparing("rate(a[5m]) / (b > 0) != 1")).toBe("rate(a[5m]) / (b >bool  0) !=bool  1");
  });

  it("leaves matchers and texts as they are", () => {
    expect(comparing('up{job!="a", b=~"x|>"} < 1')).toBe('up{job!="a", b=~"x|>"} <bool  1');
    expect(comparing('label_replace(a, "b", "==", "c", "(.*)")')).toBe('label_replace(a, "b", "==", "c", "(.*)")');
  });

  it("is honest of every rule: none of them asks for what is absent", () => {
    for (const { alert, record, expr } of readRules()) {
      expect(expr, alert ?? record).not.toMatch(/\b(absent|absent_over_time|unless|vector)\b/);
    }
  });
});
