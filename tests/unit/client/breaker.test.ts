import { expect, it } from "vitest";
import { createBreaker } from "@/lib/client/breaker";

const make = () => createBreaker({ failures: 3, openMs: 1000 }, () => 0);

it("opens at the third failure in a row and lets a try through when its time is over", () => {
  const breaker = make();
  breaker.failed(0);
  breaker.failed(1);
  expect(breaker.state(1)).toBe("closed");
  breaker.failed(2);
  expect(breaker.state(2)).toBe("open");
  expect(breaker.waitMs(502)).toBe(500);
  expect(breaker.state(1002)).toBe("half-open");
  expect(breaker.waitMs(1002)).toBe(0);
});

it("counts failures in a row only", () => {
  const breaker = make();
  for (let at = 0; at < 10; at++) {
    breaker.failed(at);
    breaker.failed(at);
    breaker.succeeded();
  }
  expect(breaker.state(10)).toBe("closed");
});

it("closes when the half-open try succeeds, and needs three failures again", () => {
  const breaker = make();
  for (let at = 0; at < 3; at++) breaker.failed(at);
  breaker.succeeded();
  breaker.failed(2000);
  expect(breaker.state(2000)).toBe("closed");
});

it("opens again at once when the half-open try fails", () => {
  const breaker = make();
  for (let at = 0; at < 3; at++) breaker.failed(at);
  breaker.failed(1500);
  expect(breaker.state(1501)).toBe("open");
  expect(breaker.waitMs(1501)).toBe(999);
});

it("opens at once when it is tripped", () => {
  const breaker = make();
  breaker.trip(0);
  expect(breaker.state(1)).toBe("open");
});

it("shortens its open time by up to a quarter, so a fleet does not knock in step", () => {
  const breaker = createBreaker({ failures: 1, openMs: 1000 }, () => 1);
  breaker.failed(0);
  expect(breaker.waitMs(0)).toBe(750);
});
