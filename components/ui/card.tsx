import { Card as TremorCard } from "@tremor/react";

/** A bordered panel with an optional heading (level 2) and something to its right. */
export function Card({
  title,
  aside,
  children,
  flush = false,
  className = "",
}: {
  title?: string;
  aside?: React.ReactNode;
  children: React.ReactNode;
  /** No padding around the content, for tables. */
  flush?: boolean;
  className?: string;
}) {
  return (
    <TremorCard className={`min-w-0 p-0 ${className}`}>
      {title !== undefined && (
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
          <h2 className="text-sm font-semibold">{title}</h2>
          {aside}
        </div>
      )}
      <div className={flush ? "" : "p-4"}>{children}</div>
    </TremorCard>
  );
}
