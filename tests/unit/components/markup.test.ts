import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { BOT_STATUSES, BotStatusBadge } from "@/components/bots/bot-status";
import { parseTheme } from "@/components/console/theme";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Tracker } from "@/components/ui/tracker";

describe("a status", () => {
  test.each(BOT_STATUSES)("%s is told by a word and a shape, not by colour alone", (status) => {
    const html = renderToStaticMarkup(createElement(BotStatusBadge, { status, reason: "because" }));
    expect(html).toContain(status);
    expect(html).toMatch(/<svg[^>]*aria-hidden="true"/);
    expect(html).toContain('title="because"');
  });

  test("has a shape that no other has", () => {
    const shapes = BOT_STATUSES.map(
      (status) =>
        /<svg.*<\/svg>/.exec(renderToStaticMarkup(createElement(BotStatusBadge, { status, reason: "" })))?.[0],
    );
    expect(new Set(shapes).size).toBe(BOT_STATUSES.length);
  });
});

test("a chart is a figure with its summary and its table, whether it is drawn or not", () => {
  const html = renderToStaticMarkup(
    createElement(ChartFigure, {
      title: "Success rate",
      summary: "95% of 20 jobs succeeded.",
      table: { headings: ["Hour", "Jobs"], rows: [["22 Nov 02:00", "20"]] },
      // biome-ignore lint/correctness/noChildrenProp: no JSX in a .ts file.
      children: null,
    }),
  );
  expect(html).toMatch(/^<figure/);
  expect(html).toContain("95% of 20 jobs succeeded.");
  expect(html).toMatch(/<th scope="row"[^>]*>22 Nov 02:00<\/th><td[^>]*>20<\/td>/);
});

test("the tracker's blocks differ in height, and its whole is told in words", () => {
  const blocks = (["none", "ok", "mixed", "bad"] as const).map((state) => ({ key: state, state, title: state }));
  const html = renderToStaticMarkup(createElement(Tracker, { blocks, summary: "Last 4 hours: 3 jobs finished" }));
  expect(html).toContain('role="img" aria-label="Last 4 hours: 3 jobs finished"');
  expect(new Set(html.match(/v-\d+h/g)).size).toBe(4);
});

test("a theme that is none follows the system", () => {
  expect([parseTheme("dark"), parseTheme("<script>"), parseTheme(undefined)]).toEqual(["dark", "system", "system"]);
});
