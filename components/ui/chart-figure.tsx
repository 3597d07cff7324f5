/** The figures behind a chart: headings and rows, the first cell naming its row. */
export interface ChartTable {
  headings: string[];
  rows: string[][];
}

/**
 * The frame of every chart: title, a summary in words, the chart itself, and the table behind it. Everything but the drawing
 * is in the server's HTML; the drawing has a fixed height so that the page does not move when it comes.
 */
export function ChartFigure({
  title,
  summary,
  legend,
  table,
  children,
}: {
  title: string;
  summary: string;
  legend?: React.ReactNode;
  table: ChartTable;
  children: React.ReactNode;
}) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-3">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <h2 className="text-sm font-semibold">{title}</h2>
          {legend}
        </div>
        <p className="mt-0.5 text-[0.8125rem] text-muted">{summary}</p>
      </figcaption>
      <div className="h-56 w-full text-xs">{children}</div>
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
            {table.rows.map(([name, ...cells]) => (
              <tr key={name}>
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
