import { expect, it } from "vitest";
import { readMarkdown } from "@/lib/runbooks/markdown";

it("reads headings, paragraphs, lists and code", () => {
  const text =
    "# Title\n\nOne\ntwo `code`.\n\n## Check\n\n```sh\ncurl x\n\nls\n```\n\n- first\n  goes on\n- second\n\n1. one\n2. two\nafter\n";
  expect(readMarkdown(text)).toEqual({
    title: "Title",
    blocks: [
      {
        kind: "paragraph",
        spans: [
          { kind: "text", text: "One two " },
          { kind: "code", text: "code" },
          { kind: "text", text: "." },
        ],
      },
      { kind: "heading", level: 2, text: "Check" },
      { kind: "code", text: "curl x\n\nls" },
      {
        kind: "list",
        ordered: false,
        items: [[{ kind: "text", text: "first goes on" }], [{ kind: "text", text: "second" }]],
      },
      { kind: "list", ordered: true, items: [[{ kind: "text", text: "one" }], [{ kind: "text", text: "two" }]] },
      { kind: "paragraph", spans: [{ kind: "text", text: "after" }] },
    ],
  });
});

it("leads to other runbooks and to the web, and to nothing that could run", () => {
  const spans = (text: string) => {
    const [block] = readMarkdown(text).blocks;
    return block?.kind === "paragraph" ? block.spans : [];
  };
  expect(spans("[a](bot-offline.md) [b](https://x.example/) [c](javascript:alert(1)) [d](//x.example)")).toEqual(
    expect.arrayContaining([
      { kind: "link", text: "a", href: "/runbooks/bot-offline" },
      { kind: "link", text: "b", href: "https://x.example/" },
      { kind: "link", text: "c", href: "#" },
      { kind: "link", text: "d", href: "#" },
    ]),
  );
  expect(spans("a job_type_name <b>x</b> **bold**")).toEqual([
    { kind: "text", text: "a job_type_name <b>x</b> " },
    { kind: "strong", text: "bold" },
  ]);
});

it.each(["", "```", "```\nopen", "- ", "#", "# ", "  indented", "1. x\n\n\n1. y"])("takes %j", (text) => {
  expect(() => readMarkdown(text)).not.toThrow();
});
