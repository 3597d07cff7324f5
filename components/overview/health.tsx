import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/stat";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Dependency } from "@/lib/dependencies/dependency";
import type { Dashboard } from "@/lib/stats/dashboard/schema";
import { formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";
import { counted, lookOf } from "./headline";
import { HealthCard } from "./health-card";

const latency = (ms: number | null) => (ms === null ? UNKNOWN : ms < 10 ? `${ms} ms` : formatDuration(ms));

/** How Rollcall, its database and everything that bots depend on are; the diagnostics of each behind it. */
export function Health({ dashboard }: { dashboard: Dashboard }) {
  const { rollcall, database, dependencies, timestamp } = dashboard;
  return (
    <section aria-labelledby="health">
      <h2 id="health" className="sr-only">
        Health
      </h2>
      <div className="grid grid-flow-row-dense grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4 2xl:grid-cols-5">
        <HealthCard
          name="Rollcall"
          look={lookOf(rollcall.status)}
          figure={`up for ${formatDuration(rollcall.uptime_seconds * 1000)}`}
          checkedAt={timestamp}
        >
          <RollcallFacts rollcall={rollcall} />
        </HealthCard>
        <HealthCard
          name="Rollcall's database"
          look={lookOf(database.status)}
          figure={`answers in ${latency(database.latency_ms)}`}
          checkedAt={database.checked_at}
        >
          <DatabaseFacts database={database} />
        </HealthCard>
        {dependencies.map((dependency) => (
          <HealthCard
            key={dependency.component}
            name={dependency.component}
            look={lookOf(dependency.status)}
            figure={dependencyFigure(dependency)}
            checkedAt={dependency.checked_at}
          >
            <Diagnostics dependency={dependency} />
          </HealthCard>
        ))}
      </div>
      {dependencies.length === 0 && (
        <p className="mt-2 text-xs text-faint">
          Bots have told of nothing that they depend on. They do with <code>dependency.checked</code>.
        </p>
      )}
    </section>
  );
}

function RollcallFacts({ rollcall }: { rollcall: Dashboard["rollcall"] }) {
  return (
    <Facts
      facts={[
        { name: "Started", value: <Time at={rollcall.started_at} /> },
        { name: "Runs on", value: rollcall.runtime },
        { name: "Memory", value: rollcall.memory_mb === null ? UNKNOWN : `${formatCount(rollcall.memory_mb)} MB` },
        { name: "CPU of one core", value: formatPercent(rollcall.cpu_percent) },
      ]}
    />
  );
}

function DatabaseFacts({ database }: { database: Dashboard["database"] }) {
  return (
    <Facts
      facts={[
        { name: "Smallest query", value: latency(database.latency_ms) },
        {
          name: "Connections",
          value: `${formatCount(database.connections)} of ${formatCount(database.max_connections)}`,
        },
        { name: "PostgreSQL", value: database.version },
        { name: "Slow from", value: "100 ms" },
      ]}
    />
  );
}

function dependencyFigure({ bots, latency_ms, checks }: Dependency): string {
  const trouble = bots.down + bots.degraded;
  const seen = trouble > 0 ? `${formatCount(trouble)} of ${counted(total(bots), "bot")}` : counted(total(bots), "bot");
  const said = trouble > 0 ? checks[0]?.detail : null;
  return said ?? (latency_ms === null ? seen : `${seen} · ${latency(latency_ms)}`);
}

const total = (bots: Dependency["bots"]) => Object.values(bots).reduce((sum, count) => sum + count, 0);

/** What each bot says of a component: the worst first. */
function Diagnostics({ dependency }: { dependency: Dependency }) {
  const { checks_24h: checks, bots } = dependency;
  const said = (["down", "degraded", "unknown", "up"] as const).filter((status) => bots[status] > 0);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(14rem,20rem)_minmax(0,1fr)]">
      <Facts
        facts={[
          { name: "Since", value: <Time at={dependency.since} /> },
          { name: "Latency, mean", value: latency(dependency.latency_ms) },
          {
            name: "Available, 24 h",
            value: dependency.availability_24h === null ? UNKNOWN : `${dependency.availability_24h}%`,
          },
          {
            name: "Checks, 24 h",
            value: `${formatCount(checks.total)}, ${formatCount(checks.down)} down, ${formatCount(checks.degraded)} degraded`,
          },
          {
            name: "Bots say",
            value: said.map((status) => `${formatCount(bots[status])} ${lookOf(status).word}`).join(", "),
          },
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section tabIndex={0} aria-label={`Bots on ${dependency.component}`} className={SCROLLED}>
        <DataTable
          caption={`What bots say of ${dependency.component}`}
          columns={[
            { key: "bot", heading: "Bot" },
            { key: "status", heading: "Says" },
            { key: "latency", heading: "Latency", align: "right" },
            { key: "since", heading: "Since", from: "sm" },
            { key: "checked", heading: "Checked", from: "md" },
            { key: "detail", heading: "Detail", from: "md" },
          ]}
          rows={dependency.checks.map((check) => ({
            key: check.bot_id,
            cells: {
              bot: <BotLink id={check.bot_id} />,
              status: (
                <Badge tone={lookOf(check.status).tone} shape={lookOf(check.status).shape}>
                  {lookOf(check.status).word}
                </Badge>
              ),
              latency: latency(check.latency_ms),
              since: <Time at={check.changed_at} />,
              checked: <Time at={check.checked_at} />,
              detail: <span className="break-words text-muted">{check.detail ?? UNKNOWN}</span>,
            },
          }))}
        />
      </section>
    </div>
  );
}

const SCROLLED = "max-h-80 min-w-0 overflow-auto rounded-md ring-1 ring-line print:max-h-none";

function BotLink({ id }: { id: string }) {
  return (
    <Link href={`/bots/${encodeURIComponent(id)}`} prefetch={false} className="font-medium hover:underline">
      {id}
    </Link>
  );
}
