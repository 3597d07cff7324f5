/** A run of text in a paragraph or item. */
export type Span = { kind: "text" | "code" | "strong"; text: string } | { kind: "link"; text: string; href: string };

/** A piece of a runbook, in order. */
export type Block =
  | { kind: "heading"; level: 2 | 3; text: string }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; ordered: boolean; items: Span[][] }
  | { kind: "code"; text: string };

/** A runbook: its title, and what follows. */
export interface Runbook {
  title: string;
  blocks: Block[];
}

/**
 * Reads the part of Markdown in which runbooks are written: headings, paragraphs, lists, fenced code; within a line code,
 * bold or emphasis, and links. Anything else is text.
 */
export function readMarkdown(text: string): Runbook {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const runbook: Runbook = { title: "", blocks: [] };
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) runbook.blocks.push({ kind: "paragraph", spans: spansOf(paragraph.join(" ")) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const heading = /^(#{1,3}) (.*)$/.exec(line);
    const item = ITEM.exec(line);
    if (heading) {
      endParagraph();
      const [, marks, title] = heading;
      if (marks === "#") runbook.title = title!;
      else runbook.blocks.push({ kind: "heading", level: marks === "##" ? 2 : 3, text: title! });
    } else if (line.startsWith("```")) {
      endParagraph();
      const end = lines.indexOf("```", at + 1);
      const last = end === -1 ? lines.length : end;
      runbook.blocks.push({ kind: "code", text: lines.slice(at + 1, last).join("\n") });
      at = last;
    } else if (item) {
      endParagraph();
      const { items, last } = itemsFrom(lines, at);
      runbook.blocks.push({ kind: "list", ordered: /^\d/.test(item[1]!), items: items.map(spansOf) });
      at = last;
    } else if (line.trim() === "") endParagraph();
    else paragraph.push(line.trim());
  }
  endParagraph();
  return runbook;
}

const ITEM = /^(-|\d+\.) (.*)$/;

/** Items from a line on, each with the lines that go on with it. */
function itemsFrom(lines: readonly string[], first: number): { items: string[]; last: number } {
  const items: string[] = [];
  let at = first;
  for (; at < lines.length; at++) {
    const item = ITEM.exec(lines[at]!);
    if (item) items.push(item[2]!);
    else if (/^\s+\S/.test(lines[at]!)) items[items.length - 1] += ` ${lines[at]!.trim()}`;
    else break;
  }
  return { items, last: at - 1 };
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|_([^_]+)_|\[([^\]]+)\]\(([^)\s]+)\)/g;

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, emphasis, label, href] = match;
    // An underscore within a word, as in job_type, is none of ours.
    if (emphasis !== undefined && /\w/.test(text[match.index - 1] ?? " ")) continue;
    if (match.index > from) spans.push({ kind: "text", text: text.slice(from, match.index) });
    if (code !== undefined) spans.push({ kind: "code", text: code });
    else if (label !== undefined && href !== undefined) spans.push({ kind: "link", text: label, href: linkOf(href) });
    else spans.push({ kind: "strong", text: bold ?? emphasis ?? "" });
    from = match.index + whole.length;
  }
  if (from < text.length) spans.push({ kind: "text", text: text.slice(from) });
  return spans;
}

/** Runbooks refer to each other by their files, and to nothing that could run. */
function linkOf(href: string): string {
  const runbook = /^([a-z0-9-]+)\.md$/.exec(href)?.[1];
  if (runbook !== undefined) return `/runbooks/${runbook}`;
  return /^(https?:\/\/|\/(?!\/))/.test(href) ? href : "#";
}
