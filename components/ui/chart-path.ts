/** Paths are drawn in a square of this side, which the page stretches over the chart. */
export const SIDE = 1000;

/** A bar from `base` to `top`, as shares (0 to 1) of the axis; null where there is none. */
export type Bar = { base: number; top: number } | null;

/** The middle of a place among `places` equal ones, as a share of the width. */
export const middleOf = (index: number, places: number) => (index + 0.5) / places;

/**
 * A line through the middles of equal places, broken where nothing was measured.
 *
 *     linePath([0, 1, null, 0.5]) "M125 1000L375 0"
 *
 * @param shares the values as shares (0 to 1) of the axis, or null. A value between gaps makes no line: see {@link lonely}.
 */
export function linePath(shares: (number | null)[]): string {
  return stretches(shares)
    .filter((stretch) => stretch.length > 1)
    .map((stretch) => `M${stretch.map(at(shares.length)).join("L")}`)
    .join("");
}

/** The area between such a line and the axis. */
export function areaPath(shares: (number | null)[]): string {
  const point = at(shares.length);
  return stretches(shares)
    .filter((stretch) => stretch.length > 1)
    .map((stretch) => {
      const [first, last] = [stretch[0]!, stretch.at(-1)!];
      const corners = [
        { ...last, share: 0 },
        { ...first, share: 0 },
      ];
      return `M${[...stretch, ...corners].map(point).join("L")}Z`;
    })
    .join("");
}

/** The values that have a gap on either side, and so need a dot to be seen. */
export function lonely(shares: (number | null)[]): { index: number; share: number }[] {
  return stretches(shares).flatMap((stretch) => (stretch.length === 1 ? stretch : []));
}

/**
 * Bars in the middle of equal places.
 *
 *     barPath([{ base: 0, top: 1 }, null], 0.5) "M125 1000V0h250V1000Z"
 *
 * @param width of a bar, as a share of its place
 */
export function barPath(bars: Bar[], width: number): string {
  const wide = round((width * SIDE) / bars.length);
  return bars
    .map((bar, index) => {
      if (!bar || bar.top <= bar.base) return "";
      const left = round((middleOf(index, bars.length) - width / bars.length / 2) * SIDE);
      return `M${left} ${down(bar.base)}V${down(bar.top)}h${wide}V${down(bar.base)}Z`;
    })
    .join("");
}

interface Point {
  index: number;
  share: number;
}

function stretches(shares: (number | null)[]): Point[][] {
  const found: Point[][] = [];
  shares.forEach((share, index) => {
    if (share === null) return;
    if (index > 0 && shares[index - 1] !== null) found.at(-1)!.push({ index, share });
    else found.push([{ index, share }]);
  });
  return found;
}

const at =
  (places: number) =>
  ({ index, share }: Point) =>
    `${round(middleOf(index, places) * SIDE)} ${down(share)}`;
const down = (share: number) => round((1 - share) * SIDE);
const round = (value: number) => Math.round(value * 100) / 100;
