import Link from "next/link";
import { RefreshPage } from "@/components/console/refresh-page";
import { CursorPaging } from "@/components/settings/cursor-paging";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { SelectField, TextField } from "@/components/ui/field";
import { Stats } from "@/components/ui/stat";
import { State } from "@/components/ui/state";
import type { Incident } from "@/lib/alerts/incident";
import type { IncidentSummary } from "@/lib/alerts/incidents";
import { SEVERITIES } from "@/lib/notify/notice";
import { formatCount, formatDuration, formatPercent } from "@/lib/stats/format";
import { DAYS, type HistoryQuery, kept } from "./history-query";
import { IncidentTable } from "./incident-table";

const PATH = "/alerts/history";
const REFRESH_MS = 30_000;
const ALL = { value: "", name: "all" };

/** What has fired: how fast and how right alerts were, filters, and each incident. Works without JavaScript. */
export function HistoryList({
  query,
  incidents,
  next,
  summary,
}: {
  query: HistoryQuery;
  incidents: Incident[];
  next: string | null;
  summary: IncidentSummary;
}) {
  return (
    <div className="flex flex-col gap-4">
      <RefreshPage everyMs={REFRESH_MS} />
      <Figures summary={summary} days={query.days} />
      <Filters query={query} />
      <Card flush>
        {incidents.length > 0 ? (
          <IncidentTable caption="Incidents, those that fired last first" incidents={incidents} />
        ) : (
          <Nothing query={query} />
        )}
      </Card>
      <CursorPaging path={PATH} cursor={query.cursor} next={next} keep={kept(query)} />
    </div>
  );
}

function Figures({ summary, days }: { summary: IncidentSummary; days: string }) {
  const seconds = (value: number | null) => (value === null ? "–" : formatDuration(value * 1000));
  return (
    <Stats
      label={`All incidents of the last ${days === "1" ? "day" : `${days} days`}`}
      stats={[
        { label: "Incidents", value: formatCount(summary.incidents), note: `${formatCount(summary.firing)} firing` },
        { label: "Time to detect", value: seconds(summary.mttd_seconds), note: "mean" },
        { label: "Time to acknowledge", value: seconds(summary.mtta_seconds), note: "mean" },
        { label: "Time to resolve", value: seconds(summary.mttr_seconds), note: "mean" },
        {
          label: "Accuracy",
          value: formatPercent(summary.accuracy),
          note: `of ${formatCount(summary.true_positives + summary.false_positives)} marked`,
        },
      ]}
    />
  );
}

function Filters({ query }: { query: HistoryQuery }) {
  return (
    <form action={PATH} className="flex flex-wrap items-end gap-2 print:hidden" aria-label="Filters">
      <SelectField
        label="State"
        name="status"
        defaultValue={query.status}
        options={[ALL, ...["firing", "resolved"].map((value) => ({ value, name: value }))]}
      />
      <SelectField
        label="Severity"
        name="severity"
        defaultValue={query.severity}
        options={[ALL, ...SEVERITIES.map((value) => ({ value, name: value }))]}
      />
      <SelectField
        label="Period"
        name="days"
        defaultValue={query.days}
        options={DAYS.map((value) => ({ value, name: value === "1" ? "last day" : `last ${value} days` }))}
      />
      <TextField label="Rule" name="rule" defaultValue={query.rule} placeholder="id, such as bot-offline" />
      <TextField label="Bot" name="bot_id" defaultValue={query.bot_id} placeholder="id" />
      <Button type="submit">Apply</Button>
    </form>
  );
}

function Nothing({ query }: { query: HistoryQuery }) {
  const isFiltered = query.status !== "" || query.severity !== "" || query.rule !== "" || query.bot_id !== "";
  if (isFiltered || query.cursor !== "") {
    return (
      <State
        shape="ring"
        title={isFiltered ? "No incident matches" : "No more incidents"}
        action={
          <Link href={PATH} prefetch={false} className={buttonClass()}>
            Show all
          </Link>
        }
      >
        {isFiltered ? "None of this period fits the filters above." : "This page lies behind the end of the list."}
      </State>
    );
  }
  return (
    <State shape="check" title="Nothing has fired in this period">
      Every incident stays here, with who was told, when, and what they did about it.
    </State>
  );
}
