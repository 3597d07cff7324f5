import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";
import { formatDuration } from "@/lib/stats/format";
import type { FeedEntry } from "./entries";
import { isHidden, type Reveals } from "./use-reveal";

/** Everything that is known of one event. @param onClose null where there is no script to close it by */
export function EventDetail({ entry, reveals, onClose }: { entry: FeedEntry; reveals: Reveals; onClose: () => void }) {
  const { text: _, text_masked: __, ...data } = entry.data;
  return (
    <div className="flex flex-col gap-3 p-4 text-[0.8125rem]">
      <div className="flex items-center justify-between gap-2">
        <h2 className="min-w-0 truncate text-sm font-semibold">{entry.type}</h2>
        <Button onClick={onClose} aria-label="Close the details">
          Close
        </Button>
      </div>
      <MessageText entry={entry} reveals={reveals} />
      <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Member name="bot">
          <Link
            href={`/bots/${encodeURIComponent(entry.bot_id)}`}
            prefetch={false}
            className="text-accent hover:underline"
          >
            {entry.bot_id}
          </Link>
        </Member>
        <Member name="time">
          <Time at={entry.time} />
        </Member>
        <Member name="received">
          <Time at={entry.received_at} />
        </Member>
        {Object.entries(data).map(([name, value]) => (
          <Member key={name} name={name}>
            <Value name={name} value={value} bot={entry.bot_id} />
          </Member>
        ))}
        <Member name="event id">
          <span className="font-mono text-xs">{entry.event_id}</span>
        </Member>
      </dl>
    </div>
  );
}

function MessageText({ entry, reveals }: { entry: FeedEntry; reveals: Reveals }) {
  const text = typeof entry.data.text === "string" ? entry.data.text : reveals.textOf(entry);
  if (typeof text === "string")
    return <p className="rounded-md bg-raised p-3 break-words whitespace-pre-wrap">{text}</p>;
  if (entry.type !== "message.processed") return null;
  if (!isHidden(entry, reveals)) return <p className="text-faint italic">This message has no text.</p>;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-md bg-raised p-3 text-muted">
      <span>{reveals.isAllowed ? "The text is hidden." : "The text is hidden: your role may not read messages."}</span>
      {reveals.isAllowed && (
        <Button disabled={reveals.isBusy} onClick={() => reveals.reveal([entry])}>
          Reveal text
        </Button>
      )}
    </div>
  );
}

function Member({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name.replace(/_ms$/, "").replaceAll("_", " ")}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Value({ name, value, bot }: { name: string; value: unknown; bot: string }) {
  if (name === "job_id" && typeof value === "string") {
    const href = `/bots/${encodeURIComponent(bot)}/jobs/${encodeURIComponent(value)}`;
    return (
      <Link href={href} prefetch={false} className="text-accent hover:underline">
        {value}
      </Link>
    );
  }
  if (name.endsWith("_ms") && typeof value === "number") return <>{formatDuration(value)}</>;
  if (typeof value === "object" && value !== null) {
    return (
      <pre className="max-h-80 overflow-auto rounded bg-raised p-2 font-mono text-xs break-all whitespace-pre-wrap">
        {JSON.stringify(value, null, 2)}
      </pre>
    );
  }
  return <>{String(value)}</>;
}
