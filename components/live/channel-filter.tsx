import Link from "next/link";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { CHANNELS, type Channel } from "./entries";
import { type LiveQuery, livePath } from "./query";

/**
 * Switches channels on and off; the choice is in the URL. At least one stays on.
 * @param chosen the newest choice, which the page may not have followed yet
 * @param onChoose tells of the next one; called in the transition that brings its page
 */
export function ChannelFilter({
  query,
  chosen,
  onChoose,
}: {
  query: LiveQuery;
  chosen: readonly Channel[];
  onChoose: (channels: Channel[]) => void;
}) {
  const router = useRouter();
  return (
    <nav aria-label="Channels" className="flex flex-wrap gap-1.5">
      {CHANNELS.map((channel) => {
        const on = chosen.includes(channel);
        const others = CHANNELS.filter((other) => (other === channel ? !on : chosen.includes(other)));
        const next = others.length > 0 ? others : [...CHANNELS];
        const href = livePath({ ...query, type: "", channels: next });
        return (
          <Link
            key={channel}
            href={href}
            prefetch={false}
            onNavigate={(event) => {
              event.preventDefault();
              startTransition(() => {
                onChoose(next);
                router.replace(href, { scroll: false });
              });
            }}
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
