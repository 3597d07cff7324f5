import Link from "next/link";
import { CHANNELS, type Channel } from "./entries";

/** Switches channels on and off; the choice is in the URL. At least one stays on. */
export function ChannelFilter({ chosen }: { chosen: Channel[] }) {
  return (
    <nav aria-label="Channels" className="flex flex-wrap gap-1.5">
      {CHANNELS.map((channel) => {
        const on = chosen.includes(channel);
        const next = CHANNELS.filter((other) => (other === channel ? !on : chosen.includes(other)));
        const all = next.length === 0 || next.length === CHANNELS.length;
        return (
          <Link
            key={channel}
            href={all ? "/live" : `/live?channels=${next.join(",")}`}
            replace
            scroll={false}
            prefetch={false}
            aria-current={on ? "true" : undefined}
            className="inline-flex h-7 items-center gap-1.5 rounded-full px-3 text-xs font-medium text-muted ring-1 ring-line-strong ring-inset hover:text-text aria-[current]:bg-raised aria-[current]:text-text"
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
