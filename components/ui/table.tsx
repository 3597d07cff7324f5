import { Table, TableBody, TableHead, TableHeaderCell, TableRow } from "@tremor/react";

/** A column: its heading, how its cells are aligned and from which width on it is shown. */
export interface Column {
  key: string;
  heading: React.ReactNode;
  align?: "left" | "right";
  /** The least viewport that shows the column; left out, it is always shown. */
  from?: "sm" | "md" | "lg" | "xl" | "2xl";
  sort?: "ascending" | "descending";
}

const FROM = {
  sm: "hidden sm:table-cell",
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
  xl: "hidden xl:table-cell",
  "2xl": "hidden 2xl:table-cell",
};

/** The classes of a heading or cell of this column. */
function columnClass({ align, from }: Column): string {
  return `${align === "right" ? "text-right" : "text-left"}${from ? ` ${FROM[from]}` : ""}`;
}

/**
 * A dense table. The first column's cell is the row's heading. Rows and cells are plain elements: Tremor's merge their classes
 * anew for each cell, which on a page of 500 costs more than all else.
 * @param caption names the table for assistive technology
 * @param rows each with a key and one cell per column, by column key
 */
export function DataTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: Column[];
  rows: { key: string; cells: Record<string, React.ReactNode> }[];
}) {
  const classes = columns.map(
    (column, index) =>
      `px-2 py-2 text-text sm:px-3 first:pl-4 last:pr-4 ${columnClass(column)}${index === 0 ? " font-normal" : " whitespace-nowrap"}`,
  );
  return (
    <Table className="w-full">
      <caption className="sr-only">{caption}</caption>
      <TableHead>
        <TableRow>
          {columns.map((column) => (
            <TableHeaderCell
              key={column.key}
              scope="col"
              aria-sort={column.sort}
              className={`h-9 border-b border-line px-2 py-0 text-xs sm:px-3 font-medium text-faint first:pl-4 last:pr-4 ${columnClass(column)}`}
            >
              {column.heading}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody className="align-middle">
        {rows.map((row) => (
          <tr key={row.key} className="hover:bg-raised/60">
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} scope="row" className={classes[index]}>
                  {row.cells[column.key]}
                </th>
              ) : (
                <td key={column.key} className={classes[index]}>
                  {row.cells[column.key]}
                </td>
              ),
            )}
          </tr>
        ))}
      </TableBody>
    </Table>
  );
}
