import { formatCount } from "@/lib/stats/format";
import type { RequestFigures } from "@/lib/stats/services/schema";

const TONE: Record<string, string> = {
  "2xx": "bg-ok-mark",
  "3xx": "bg-info",
  "4xx": "bg-warn-mark",
  "5xx": "bg-bad-mark",
};

/** Shares of the classes of status as a bar, and in words: those that there were. */
export function ClassShare({ by_class, requests }: Pick<RequestFigures, "by_class" | "requests">) {
  const found = Object.entries(by_class).filter(([, count]) => count > 0);
  const words = found.map(([name, count]) => `${name} ${formatCount(count)}`).join(" · ");
  return (
    <span className="flex min-w-28 flex-col gap-1" title={words}>
      <span aria-hidden="true" className="flex h-1.5 gap-px overflow-hidden rounded-full bg-raised">
        {found.map(([name, count]) => (
          <span key={name} className={TONE[name] ?? "bg-faint"} style={{ width: `${(count / requests) * 100}%` }} />
        ))}
      </span>
      <span className="text-xs whitespace-nowrap text-muted">{words}</span>
    </span>
  );
}
