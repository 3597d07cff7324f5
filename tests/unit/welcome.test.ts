import { resolve } from "node:path";
import { expect, it } from "vitest";
import { welcome } from "@/scripts/welcome";

it("names the data folder in full, wherever the terminal stands", () => {
  expect(welcome("http://127.0.0.1:3000", ".data", 1234, undefined)).toContain(`kept in ${resolve(".data")} (`);
});
