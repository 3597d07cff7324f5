"use client";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/now";
import { formatAgo, formatUtc } from "@/components/ui/relative";
import type { Look } from "./headline";

/**
 * The health of one thing: name, state and last check; its diagnostics open below it. Plain HTML, so that they open without
 * JavaScript too.
 * @param figure the one figure that matters most, such as a latency
 */
export function HealthCard({
  name,
  look,
  figure,
  checkedAt,
  children,
}: {
  name: string;
  look: Look;
  figure: string;
  checkedAt: string;
  children: React.ReactNode;
}) {
  const now = useNow();
  return (
    <details className="group min-w-0 rounded-lg bg-surface shadow-tremor-card ring-1 ring-line open:col-span-full">
      <summary className="flex h-full cursor-pointer list-none flex-col justify-between gap-2 rounded-lg px-3.5 py-3 hover:bg-raised/60 group-open:h-auto [&::-webkit-details-marker]:hidden">
        <span className="flex min-w-0 items-center justify-between gap-2">
          <span className="truncate text-[0.8125rem] font-semibold" title={name}>
            {name}
          </span>
          <Badge tone={look.tone} shape={look.shape}>
            {look.word}
          </Badge>
        </span>
        <span className="flex items-center justify-between gap-2 text-xs text-muted">
          <span className="truncate">{figure}</span>
          <span className="inline-flex shrink-0 items-center gap-1.5 text-faint">
            <time dateTime={checkedAt} title={`Last check: ${formatUtc(checkedAt)}`}>
              {formatAgo(Date.parse(checkedAt), now.at)}
            </time>
            <svg viewBox="0 0 10 10" className="size-2.5 group-open:rotate-180 print:hidden" aria-hidden="true">
              <path
                d="M1.5 3.5L5 7l3.5-3.5"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.4"
                strokeLinecap="round"
              />
            </svg>
          </span>
        </span>
      </summary>
      <div className="border-t border-line p-4">{children}</div>
    </details>
  );
}
