import Link from "next/link";
import { BotStatusBadge } from "@/components/bots/bot-status";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import type { BotStatus } from "@/lib/bots/bot";
import type { Dashboard, TroubledBot } from "@/lib/stats/dashboard/schema";
import { formatCount } from "@/lib/stats/format";
import { counted } from "./headline";

const ORDER: BotStatus[] = ["busy", "idle", "paused", "zombie", "offline", "stuck"];
const FILLS: Record<BotStatus, string> = {
  busy: "bg-info",
  idle: "bg-ok-mark",
  paused: "bg-line-strong",
  zombie: "bg-warn-mark",
  offline: "bg-bad-mark",
  stuck: "bg-bad",
};

/** The bots by status, and those that an operator should look at first. */
export function Fleet({ fleet, attention }: Pick<Dashboard, "fleet" | "attention">) {
  return (
    <Card
      title="Bots"
      flush
      aside={
        <Link href="/bots?sort=status" prefetch={false} className="rounded text-xs text-muted hover:text-text">
          {counted(fleet.bots.total, "bot")}
        </Link>
      }
    >
      <div className="border-b border-line px-4 py-3">
        <StatusBar bots={fleet.bots} />
      </div>
      {attention.total === 0 ? (
        <p className="px-4 py-6 text-center text-[0.8125rem] text-muted">
          Every bot is well: none is stuck, offline, a zombie or in breach of its contract.
        </p>
      ) : (
        <ul aria-label="Bots that need attention first" className="divide-y divide-line">
          {attention.bots.map((bot) => (
            <Troubled key={bot.id} bot={bot} />
          ))}
        </ul>
      )}
      {attention.total > attention.bots.length && (
        <p className="border-t border-line px-4 py-2 text-xs text-muted">
          {formatCount(attention.total - attention.bots.length)} more need attention:{" "}
          <Link href="/bots?status=stuck,zombie,offline&sort=status" prefetch={false} className="rounded underline">
            show them in the list
          </Link>
        </p>
      )}
    </Card>
  );
}

function StatusBar({ bots }: { bots: Dashboard["fleet"]["bots"] }) {
  const present = ORDER.filter((status) => bots[status] > 0);
  return (
    <>
      <div aria-hidden="true" className="flex h-1.5 gap-px overflow-hidden rounded-full bg-raised">
        {present.map((status) => (
          <span key={status} className={FILLS[status]} style={{ flexGrow: bots[status] }} />
        ))}
      </div>
      <ul aria-label="Bots by status" className="mt-2.5 flex flex-wrap gap-x-4 gap-y-1.5">
        {present.map((status) => (
          <li key={status}>
            <Link
              href={`/bots?status=${status}`}
              prefetch={false}
              className="inline-flex items-center gap-1.5 rounded text-[0.8125rem] font-medium hover:underline"
            >
              <BotStatusBadge status={status} reason={`Bots that are ${status}`} />
              {formatCount(bots[status])}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Troubled({ bot }: { bot: TroubledBot }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2 text-[0.8125rem] hover:bg-raised/60">
      <span className="flex min-w-0 items-center gap-2">
        {bot.problem === "failing" ? (
          <Badge tone="warn" shape="triangle">
            failing
          </Badge>
        ) : (
          <BotStatusBadge status={bot.problem} reason={bot.reason} />
        )}
        <Link
          href={`/bots/${encodeURIComponent(bot.id)}`}
          prefetch={false}
          title={bot.id}
          className="truncate font-semibold hover:underline"
        >
          {bot.name}
        </Link>
      </span>
      <span className="text-xs text-faint">
        <span className="sr-only">last heard of </span>
        <Time at={bot.last_seen_at} />
      </span>
      <span className="col-span-full min-w-0 break-words text-xs text-muted">{bot.reason}</span>
    </li>
  );
}
