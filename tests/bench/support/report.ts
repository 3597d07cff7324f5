/** One figure beside its limit or rival of the same run. */
export interface Figure {
  /** What was measured. */
  work: string;
  value: number;
  unit: string;
  /** The rival or limit that was measured in the same run, in the same unit. */
  against?: { what: string; value: number };
  /** Value by rival; where both were measured by turns, the median of the turns' ratios. */
  ratio?: number;
  /** What must hold between value and rival, or of the value alone. */
  goal: string;
  holds: boolean;
}

const number = (value: number) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3));

/** The middle value; of an even count the upper one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * A figure beside its rival of the same run.
 * @param values and `against.values`, measured by turns: a machine that others use too slows both of a turn down
 * @param least the least ratio that will do
 */
export function compared(
  { work, unit, values }: { work: string; unit: string; values: readonly number[] },
  against: { what: string; values: readonly number[] },
  least: number,
): Figure {
  const ratio = median(values.map((value, turn) => value / (against.values[turn] ?? Number.NaN)));
  return {
    ...{ work, unit, value: median(values), ratio },
    against: { what: against.what, value: median(against.values) },
    goal: `≥ ${least} ×`,
    holds: ratio >= least,
  };
}

/** One line a figure, aligned. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.holds ? "ok" : "MISSED",
    figure.work,
    `${number(figure.value)} ${figure.unit}`,
    figure.against ? `${figure.against.what}: ${number(figure.against.value)} ${figure.unit}` : "",
    figure.against ? `× ${number(figure.ratio ?? figure.value / figure.against.value)}` : "",
    figure.goal,
  ]);
  const widths = rows.reduce((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), [] as number[]);
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
