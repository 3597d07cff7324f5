import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { OPERATIONS } from "@/lib/http/openapi/document";
import { readMarkdown } from "@/lib/runbooks/markdown";

const FOLDER = "docs/runbooks";
const names = readdirSync(FOLDER)
  .map((file) => file.replace(/\.md$/, ""))
  .filter((name) => name !== "README");
const textOf = (name: string) => readFileSync(`${FOLDER}/${name}.md`, "utf8");
const commands = readFileSync("Makefile", "utf8")
  .match(/COMMANDS := ((?:.*\\\n)*.*)\n/)![1]!
  .split(/[\s\\]+/);
const paths = OPERATIONS.map(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`));

it("has a page for every shipped rule, and leads to every page", () => {
  for (const { id, definition } of SHIPPED_RULES) {
    expect(existsSync(`${FOLDER}/${id}.md`), id).toBe(true);
    expect(definition.runbook_url).toBe(`/runbooks/${id}`);
  }
  const led = [...textOf("README").matchAll(/\(([a-z-]+)\.md\)/g)].map(([, name]) => name);
  expect(led.sort()).toEqual([...names].sort());
});

describe("a runbook", () => {
  it.each(names)("%s says how to check, what causes it, what to do, and when it is none", (name) => {
    const { title, blocks } = readMarkdown(textOf(name));
    expect(title).not.toBe("");
    expect(blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : []))).toEqual([
      "Check",
      "Usual causes",
      "What to do",
      "When it is a false alarm",
    ]);
    expect(blocks.some(({ kind }) => kind === "code")).toBe(true);
  });

  it.each(["README", ...names])("%s calls only what there is", (name) => {
    const text = textOf(name);
    for (const [, command] of text.matchAll(/(?:^|`)make ([a-z-]+)/gm)) expect(commands).toContain(command);
    for (const [, path] of text.matchAll(/127\.0\.0\.1:3000(\/[^\s"'?`|]*)/g)) {
      expect(
        paths.some((pattern) => pattern.test(path!)),
        path,
      ).toBe(true);
    }
  });
});
