"use client";
import Link from "next/link";
import { useState } from "react";
import { useAlertPulse } from "@/components/alerts/open-alerts";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Badge } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { SearchField } from "@/components/ui/field";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { AlertRule, AlertRuleList } from "@/lib/alerts/rules/schema";
import { formatCount } from "@/lib/stats/format";
import { SeverityBadge } from "../severity";
import { sentenceOf } from "./sentence";

const EVERY_MS = 15_000;

/** Every rule: what it says, what it does now, and a switch. */
export function RuleList({ initial, mayManage }: { initial: AlertRuleList; mayManage: boolean }) {
  const { data, stale, refresh } = useRefreshed("/api/alert-rules?limit=500", initial, EVERY_MS);
  const [wanted, setWanted] = useState("");
  const [failed, setFailed] = useState<string | null>(null);
  useAlertPulse(() => refresh());
  const text = wanted.trim().toLowerCase();
  const shown = data.rules.filter((rule) => `${rule.id} ${rule.name} ${rule.metric}`.toLowerCase().includes(text));
  const turn = async (rule: AlertRule) => {
    const answer = await call("PATCH", `/api/alert-rules/${rule.id}`, { enabled: !rule.enabled });
    setFailed(answer.ok ? null : answer.reason);
    refresh();
  };
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <div className="flex flex-wrap items-center justify-between gap-2 print:hidden">
        <SearchField label="Search rules" value={wanted} onChange={(event) => setWanted(event.target.value)} />
        <div className="flex flex-wrap gap-2">
          <a href="/api/alert-rules/export?format=yaml" className={buttonClass()}>
            Export YAML
          </a>
          <a href="/api/alert-rules/export?format=prometheus" className={buttonClass()}>
            Export for Prometheus
          </a>
          {mayManage && (
            <Link href="/alerts/rules/new" prefetch={false} className={buttonClass("primary")}>
              New rule
            </Link>
          )}
        </div>
      </div>
      <FormError reason={failed} />
      <Card flush>
        {shown.length > 0 ? (
          <RuleTable rules={shown} {...(mayManage && { turn })} />
        ) : (
          <State
            shape="ring"
            title="No rule matches"
            action={<Button onClick={() => setWanted("")}>Show all rules</Button>}
          >
            There are {formatCount(data.rules.length)} rules, but none with this text.
          </State>
        )}
      </Card>
    </div>
  );
}

function RuleTable({ rules, turn }: { rules: AlertRule[]; turn?: (rule: AlertRule) => void }) {
  return (
    <DataTable
      caption="Alert rules"
      columns={[
        { key: "name", heading: "Rule" },
        { key: "severity", heading: "Severity", from: "sm" },
        { key: "state", heading: "State", from: "sm" },
        { key: "fired", heading: "Last fired", from: "md" },
        ...(turn ? [{ key: "act", heading: <span className="sr-only">Actions</span>, align: "right" as const }] : []),
      ]}
      rows={rules.map((rule) => ({
        key: rule.id,
        cells: {
          name: (
            <div className="flex max-w-40 flex-col gap-0.5 sm:max-w-md lg:max-w-2xl">
              <Link
                href={`/alerts/rules/${rule.id}`}
                prefetch={false}
                className={`truncate font-medium hover:underline ${rule.enabled ? "" : "text-muted"}`}
              >
                {rule.name}
              </Link>
              <span className="truncate text-xs text-muted" title={sentenceOf(rule)}>
                {sentenceOf(rule)}
              </span>
              <span className="sm:hidden">
                <RuleState rule={rule} />
              </span>
            </div>
          ),
          severity: <SeverityBadge severity={rule.severity} />,
          state: <RuleState rule={rule} />,
          fired: <Time at={rule.last_fired_at} />,
          act: turn && (
            <Button
              aria-label={`Switch ${rule.name} ${rule.enabled ? "off" : "on"}`}
              aria-pressed={rule.enabled}
              onClick={() => turn(rule)}
            >
              {rule.enabled ? "Switch off" : "Switch on"}
            </Button>
          ),
        },
      }))}
    />
  );
}

function RuleState({ rule }: { rule: AlertRule }) {
  if (!rule.enabled) {
    return (
      <Badge tone="neutral" shape="dash">
        off
      </Badge>
    );
  }
  if (rule.firing > 0) {
    return (
      <Badge tone="bad" shape="disc" hint={`It fires for ${rule.firing}.`}>
        {`${formatCount(rule.firing)} firing`}
      </Badge>
    );
  }
  if (rule.pending > 0) {
    return (
      <Badge tone="warn" shape="ring" hint="In breach, but not for long enough to fire.">
        {`${formatCount(rule.pending)} pending`}
      </Badge>
    );
  }
  return (
    <Badge tone="ok" shape="check">
      well
    </Badge>
  );
}
