import type { ChartData } from "./chart-csv";
import { ChartMenu } from "./chart-menu";

/** The figures behind a chart: headings and rows, the first cell naming its row. */
export interface ChartTable {
  headings: string[];
  rows: string[][];
  /** The same figures as a file has them, exact and without units; left out, a file has those of the table. */
  data?: ChartData;
}

const SIZES = { strip: "h-12", low: "h-40", usual: "h-56", tall: "h-72" };

/**
 * The frame of every chart: title, a summary in words, the chart itself, the table behind it, and a menu to take it along.
 * All of it is in the server's HTML; the drawing has a fixed height so that nothing moves.
 * @param size of the drawing: `strip` for one row of marks
 */
export function ChartFigure({
  title,
  summary,
  legend,
  table,
  size = "usual",
  children,
}: {
  title: string;
  summary: string;
  legend?: React.ReactNode;
  table: ChartTable;
  size?: keyof typeof SIZES;
  children: React.ReactNode;
}) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-3">
        <div className="flex items-start justify-between gap-x-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4 gap-y-1 pt-1">
            <h2 className="text-sm font-semibold">{title}</h2>
            {legend}
          </div>
          <ChartMenu title={title} data={table.data ?? table} />
        </div>
        <p className="mt-0.5 text-[0.8125rem] text-muted">{summary}</p>
      </figcaption>
      <div className={`${SIZES[size]} w-full text-xs`}>{children}</div>
      <TableBehind title={title} table={table} />
    </figure>
  );
}

function TableBehind({ title, table }: { title: string; table: ChartTable }) {
  return (
    <details className="mt-2 text-xs">
      <summary className="inline-block rounded text-muted hover:text-text">Show as table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section aria-label={`${title}: table`} tabIndex={0} className="mt-2 max-h-64 overflow-auto ring-1 ring-line">
        <table className="w-full">
          <thead className="sticky top-0 bg-raised text-muted">
            <tr>
              {table.headings.map((heading, index) => (
                <th key={heading} scope="col" className={`px-2 py-1 font-medium ${index ? "text-right" : "text-left"}`}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {keyed(table.rows).map(({ key, row: [name, ...cells] }) => (
              <tr key={key}>
                <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                  {name}
                </th>
                {cells.map((cell, index) => (
                  <td key={table.headings[index + 1]} className="px-2 py-1 text-right">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** Rows by name, and by place where an hour comes twice, as when clocks are set back. */
function keyed(rows: string[][]) {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const name = row[0] ?? "";
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { key: `${name} ${times}`, row };
  });
}
