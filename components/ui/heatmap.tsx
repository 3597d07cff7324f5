"use client";
import { ChartFrame } from "./chart-frame";
import { type ChartUnit, formatValue } from "./chart-scale";

/** Shades by share of the largest value: few enough to be told apart. Nothing at all is not shaded. */
const SHADES = [0.16, 0.34, 0.54, 0.76, 1];

/**
 * The shade of a value: 0 for none, then 1 to 5 by equal shares of the largest.
 *
 *     shadeOf(0, 100)   0
 *     shadeOf(1, 100)   1
 *     shadeOf(100, 100) 5
 */
export function shadeOf(value: number, largest: number): number {
  return value <= 0 ? 0 : Math.max(1, Math.ceil((value / largest) * SHADES.length));
}

/**
 * Values in rows and columns as shaded cells; the first of the largest is outlined. Read by pointer or the four arrow keys.
 * @param values by row, then column
 * @param nameOf what a cell is called
 */
export function Heatmap({
  label,
  rows,
  columns,
  values,
  unit = "count",
  measure,
  nameOf,
}: {
  label: string;
  rows: string[];
  columns: string[];
  values: number[][];
  unit?: ChartUnit;
  measure: string;
  nameOf: (row: number, column: number) => string;
}) {
  const largest = Math.max(0, ...values.flat());
  const most = largest > 0 ? values.flat().indexOf(largest) : -1;
  const [wide, high] = [100 / columns.length, 100 / rows.length];
  return (
    <ChartFrame
      label={label}
      places={{ columns: columns.length, rows: rows.length }}
      room={{ left: 36, right: 8, bottom: 20 }}
      tip={(index) => {
        const [row, column] = [Math.floor(index / columns.length), index % columns.length];
        return { heading: nameOf(row, column), lines: [[measure, formatValue(unit, values[row]?.[column] ?? null)]] };
      }}
    >
      {values.map((cells, row) => (
        <g key={rows[row]}>
          <text x={-8} y={`${(row + 0.5) * high}%`} dy="0.35em" textAnchor="end" fill="var(--faint)" fontSize={11}>
            {rows[row]}
          </text>
          {cells.map((value, column) => (
            <Cell
              key={columns[column]}
              place={{ x: column * wide, y: row * high, width: wide, height: high }}
              shade={shadeOf(value, largest)}
            />
          ))}
        </g>
      ))}
      {most >= 0 && (
        <rect
          x={`${(most % columns.length) * wide}%`}
          y={`${Math.floor(most / columns.length) * high}%`}
          width={`${wide}%`}
          height={`${high}%`}
          rx="3"
          fill="none"
          stroke="var(--text)"
          strokeWidth="2"
        />
      )}
      {columns.map((column, index) => (
        <text
          key={column}
          className={index % 6 === 0 ? "" : index % 3 === 0 ? "hidden @md:inline" : "hidden @3xl:inline"}
          x={`${(index + 0.5) * wide}%`}
          y="100%"
          dy={14}
          textAnchor="middle"
          fill="var(--faint)"
          fontSize={11}
        >
          {column}
        </text>
      ))}
    </ChartFrame>
  );
}

function Cell({
  place: { x, y, width, height },
  shade,
}: {
  place: { x: number; y: number; width: number; height: number };
  shade: number;
}) {
  return (
    <rect
      x={`${x}%`}
      y={`${y}%`}
      width={`${width}%`}
      height={`${height}%`}
      rx="3"
      fill={shade === 0 ? "var(--raised)" : "var(--accent-solid)"}
      fillOpacity={shade === 0 ? 1 : SHADES[shade - 1]}
      stroke="var(--surface)"
      strokeWidth="2"
    />
  );
}

/** What the shades of a heatmap mean, from none to the most. */
export function HeatmapLegend() {
  return (
    <span data-legend="less to more" className="inline-flex items-center gap-1.5 text-xs text-muted">
      less
      <svg viewBox="0 0 66 10" width="66" height="10" aria-hidden="true">
        {[0, ...SHADES].map((shade, index) => (
          <rect
            key={shade}
            x={index * 11}
            width="10"
            height="10"
            rx="2"
            fill={shade === 0 ? "var(--raised)" : "var(--accent-solid)"}
            fillOpacity={shade === 0 ? 1 : shade}
          />
        ))}
      </svg>
      more
    </span>
  );
}
