/** Drawn larger than on the page, so that it stays sharp on paper and slides. */
const SCALE = 2;
const EDGE = 16;
const TITLE_HEIGHT = 22;
const LINE_HEIGHT = 17;
const LEGEND_HEIGHT = 24;
const SVG = "http://www.w3.org/2000/svg";

/** What a stylesheet decides about an SVG's element, and so must be written into it before it leaves the page. */
const STYLED = [
  ...["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stop-color"],
  ...["stop-opacity", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "display", "vector-effect"],
  "font-variant-numeric",
];

/**
 * A chart of the page as a PNG at twice its size: on the page's background, with its title, its summary and its legend.
 * @param figure the chart's `<figure>`, in which everything is read as it stands
 * @throws Error when the browser cannot draw it
 */
export async function chartPng(figure: HTMLElement): Promise<Blob> {
  const { svg, width, height } = chartSvg(figure);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser has no canvas");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The browser made no image"))), "image/png"),
  );
}

/** The chart as one SVG that needs nothing of the page. Sizes in CSS pixels. */
function chartSvg(figure: HTMLElement): { svg: SVGSVGElement; width: number; height: number } {
  const plot = figure.querySelector<SVGSVGElement>("svg[data-chart]");
  const [title, summary] = [figure.querySelector("h2, h3"), figure.querySelector("figcaption p")];
  if (!plot || !title || !summary) throw new Error("The figure has no chart");
  const box = plot.getBoundingClientRect();
  const [left, top, right, bottom] = (plot.closest<HTMLElement>("[data-chart-room]")?.dataset.chartRoom ?? "0 0 0 0")
    .split(" ")
    .map(Number) as [number, number, number, number];
  const width = Math.round(left + box.width + right + 2 * EDGE);

  const lines = wrapped(summary, width - 2 * EDGE);
  const legends = [...figure.querySelectorAll<HTMLElement>("[data-legend]")];
  const head = EDGE + TITLE_HEIGHT + lines.length * LINE_HEIGHT + (legends.length > 0 ? LEGEND_HEIGHT : 0);
  const height = Math.round(head + top + box.height + bottom + EDGE);

  const svg = element("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` }) as SVGSVGElement;
  svg.append(element("rect", { width: "100%", height: "100%", fill: backgroundOf(figure) }));
  svg.append(written(title, EDGE, EDGE + 14));
  lines.forEach((line, index) => {
    svg.append(written(summary, EDGE, EDGE + TITLE_HEIGHT + 12 + index * LINE_HEIGHT, line));
  });
  svg.append(...legendRow(legends, head - 8));
  const inner = copied(plot);
  for (const [name, value] of Object.entries({ x: EDGE + left, y: head + top, width: box.width, height: box.height })) {
    inner.setAttribute(name, String(value));
  }
  svg.append(inner);
  return { svg, width, height };
}

function legendRow(legends: HTMLElement[], baseline: number): Element[] {
  let x = EDGE;
  return legends.flatMap((legend) => {
    const mark = legend.querySelector("svg");
    if (!mark) return [];
    const drawn = copied(mark);
    const width = mark.getBoundingClientRect().width;
    for (const [name, value] of Object.entries({ x, y: baseline - 9, width, height: 10 })) {
      drawn.setAttribute(name, String(value));
    }
    const word = legend.dataset.legend ?? "";
    const text = written(legend, x + width + 6, baseline, word);
    x += width + 6 + widthOf(legend, word) + 16;
    return [drawn, text];
  });
}

/** A copy of an SVG with all that the page's styles say about it written into it. */
function copied(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((part, index) => {
    const style = getComputedStyle(originals[index]!);
    part.removeAttribute("class");
    const drawn = Object.fromEntries(STYLED.map((name) => [name, style.getPropertyValue(name)]));
    // Such a stroke keeps its width whatever the image is scaled by, so it must be scaled by hand.
    if (drawn["vector-effect"] === "non-scaling-stroke") {
      for (const name of ["stroke-width", "stroke-dasharray"]) drawn[name] = enlarged(drawn[name] ?? "");
    }
    const styles = Object.entries(drawn).map(([name, value]) => `${name}:${value}`);
    part.setAttribute("style", styles.join(";"));
  });
  return copy;
}

/** Lengths in pixels by the scale of the image: `2px` becomes `4px`. */
const enlarged = (lengths: string) => lengths.replace(/[\d.]+/g, (length) => String(Number(length) * SCALE));

/** A text of the page as SVG text, in its own font and colour. */
function written(source: Element, x: number, y: number, words = source.textContent ?? ""): Element {
  const style = getComputedStyle(source);
  const text = element("text", { x, y, fill: style.color });
  text.setAttribute(
    "style",
    `font-family:${style.fontFamily};font-size:${style.fontSize};font-weight:${style.fontWeight}`,
  );
  text.textContent = words;
  return text;
}

function wrapped(source: Element, width: number): string[] {
  const lines: string[] = [];
  for (const word of (source.textContent ?? "").split(/\s+/)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(source, longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function widthOf(source: Element, words: string): number {
  const style = getComputedStyle(source);
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return words.length * Number.parseFloat(style.fontSize) * 0.6;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return context.measureText(words).width;
}

/** The first colour behind an element that is not transparent. */
function backgroundOf(start: Element): string {
  for (let at: Element | null = start; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (colour && colour !== "transparent" && !/,\s*0\)$|\/\s*0\)$/.test(colour)) return colour;
  }
  return "white";
}

function element(name: string, attributes: Record<string, string | number>): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
