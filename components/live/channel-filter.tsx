import Link from "next/link";
import { CHANNELS } from "./entries";
import { type LiveQuery, livePath } from "./query";

/** Switches channels on and off; the choice is in the URL. At least one stays on. */
export function ChannelFilter({ query }: { query: LiveQuery }) {
  return (
    <nav aria-label="Channels" className="flex flex-wrap gap-1.5">
      {CHANNELS.map((channel) => {
        const on = query.channels.includes(channel);
        const next = CHANNELS.filter((other) => (other === channel ? !on : query.channels.includes(other)));
        return (
          <Link
            key={channel}
            href={livePath({ ...query, type: "", channels: next.length > 0 ? next : [...CHANNELS] })}
            replace
            scroll={false}
            prefetch={false}
            aria-current={on ? "true" : undefined}
            className="inline-flex h-8 items-center gap-1.5 rounded-full px-3 text-xs font-medium text-muted ring-1 ring-line-strong ring-inset hover:text-text aria-[current]:bg-raised aria-[current]:text-text"
          >
            <span aria-hidden="true">{on ? "✓" : "+"}</span>
            {channel}
            <span className="sr-only">{on ? " (on)" : " (off)"}</span>
          </Link>
        );
      })}
    </nav>
  );
}
