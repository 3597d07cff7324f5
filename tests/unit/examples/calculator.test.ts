import { expect, it } from "vitest";
import { calculate, factors, SyntaxFault } from "@/examples/calculator";

it.each([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["2 ^ 3 ^ 2", 512],
  ["-2 ^ 2", -4],
  ["2 ^ -1", 0.5],
  ["10 - 4 - 3", 3],
  ["8 / 4 / 2", 1],
  ["sqrt 16 + 1", 5],
  ["--3", 3],
  [".5 * 4", 2],
  ["cos 0 * pi / PI", 1],
])("%s is %d", (text, value) => {
  expect(calculate(text)).toBeCloseTo(value, 12);
});

it.each(["", "1 +", "(1", "1)", "1 2", "constructor", "one", "2 $ 2", "(".repeat(300)])(
  "does not understand %j",
  (text) => {
    expect(() => calculate(text)).toThrow(SyntaxFault);
  },
);

it.each(["1 / 0", "2 ^ 5000", "ln 0", "sqrt -1"])("finds no finite result of %s", (text) => {
  expect(() => calculate(text)).toThrow(RangeError);
});

it("finds prime factors", () => {
  expect(factors(360)).toEqual([2, 2, 2, 3, 3, 5]);
  expect(factors(10_000_019 * 10_000_079)).toEqual([10_000_019, 10_000_079]);
  for (const wrong of [1, 0, -6, 2.5, 2 ** 53]) expect(() => factors(wrong)).toThrow(RangeError);
});
