import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { type Column, DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AnalyticsUser, AnalyticsUsers } from "@/lib/stats/analytics/schema";
import { formatCount, formatDuration, UNKNOWN } from "@/lib/stats/format";
import { type AnalyticsQuery, analyticsSearch } from "./query";

const COLUMNS: Column[] = [
  { key: "user", heading: "User" },
  { key: "messages", heading: "Messages", align: "right" },
  { key: "previous", heading: "Before", align: "right", from: "sm" },
  { key: "failed", heading: "Failed", align: "right", from: "md" },
  { key: "response", heading: "Response time, mean", align: "right", from: "md" },
  { key: "bot", heading: "Bot", from: "lg" },
  { key: "first", heading: "First message", align: "right", from: "xl" },
  { key: "last", heading: "Last message", align: "right" },
];

/** Who wrote in the period, the busiest first, page by page. */
export function UserList({ users, query }: { users: AnalyticsUsers; query: AnalyticsQuery }) {
  const most = Math.max(1, ...users.users.map((user) => user.messages));
  return (
    <Card
      title="Active users, the busiest first"
      flush
      aside={
        <span className="text-xs text-muted">
          {formatCount(users.total)} in this period, {formatCount(users.previous_total)} in the one before
        </span>
      }
    >
      {users.users.length === 0 ? (
        <State shape="ring" title={query.cursor ? "No more users" : "Nobody wrote in this period"}>
          Users are told of by <code className="font-mono">message.processed</code> events with a user id.
        </State>
      ) : (
        <DataTable
          caption="Active users, the busiest first"
          columns={COLUMNS}
          rows={users.users.map((user) => ({ key: `${user.bot_id} ${user.user_id}`, cells: cellsOf(user, most) }))}
        />
      )}
      <Pages query={query} next={users.next_cursor} />
    </Card>
  );
}

function cellsOf(user: AnalyticsUser, most: number): Record<string, React.ReactNode> {
  return {
    user: (
      <span className="flex min-w-0 flex-col">
        <span className="max-w-40 truncate font-medium sm:max-w-72" title={user.user_name ?? user.user_id}>
          {user.user_name ?? user.user_id}
        </span>
        {user.user_name && (
          <span className="max-w-40 truncate text-xs text-faint sm:max-w-72" title={user.user_id}>
            {user.user_id}
          </span>
        )}
      </span>
    ),
    messages: (
      <span className="flex items-center justify-end gap-2">
        <svg aria-hidden="true" className="hidden h-1.5 w-24 rounded-full bg-raised md:block">
          <rect width={`${(user.messages / most) * 100}%`} height="100%" rx="3" fill="var(--accent-solid)" />
        </svg>
        <span className="min-w-12">{formatCount(user.messages)}</span>
      </span>
    ),
    previous: <span className="text-muted">{formatCount(user.previous_messages)}</span>,
    failed: formatCount(user.failed),
    response: user.avg_response_time_ms === null ? UNKNOWN : formatDuration(user.avg_response_time_ms),
    bot: (
      <Link
        href={`/bots/${encodeURIComponent(user.bot_id)}`}
        prefetch={false}
        className="inline-block max-w-56 truncate align-bottom underline decoration-line-strong underline-offset-4 hover:decoration-current"
      >
        {user.bot_id}
      </Link>
    ),
    first: <Time at={user.first_at} />,
    last: <Time at={user.last_at} />,
  };
}

function Pages({ query, next }: { query: AnalyticsQuery; next: string | null }) {
  if (!query.cursor && next === null) return null;
  return (
    <nav aria-label="Pages of users" className="flex justify-end gap-2 border-t border-line px-4 py-2 print:hidden">
      {query.cursor && (
        <Link href={`/analytics${analyticsSearch(query)}`} scroll={false} prefetch={false} className={buttonClass()}>
          First page
        </Link>
      )}
      {next !== null && (
        <Link
          href={`/analytics${analyticsSearch(query, { cursor: next })}`}
          scroll={false}
          prefetch={false}
          className={buttonClass()}
        >
          Next page
        </Link>
      )}
    </nav>
  );
}
