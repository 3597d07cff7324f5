"use client";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/stat";
import type { BotDetail } from "@/lib/bots/bot";
import { DEFAULT_CONTRACT } from "@/lib/bots/contract";
import { formatDuration, UNKNOWN } from "@/lib/stats/format";
import { ContractForm } from "./contract-form";
import { told } from "./summaries";

const seconds = (value: number | null) => (value === null ? UNKNOWN : formatDuration(value * 1000));
const usd = (value: number | null) => (value === null ? UNKNOWN : `$${value}`);

/** What the bot is held to; what an operator changed is marked. @param onChanged told the bot as it is after a change */
export function Contract({
  bot,
  mayManage,
  onChanged,
}: {
  bot: BotDetail;
  mayManage: boolean;
  onChanged: (bot: BotDetail) => void;
}) {
  const [editing, setEditing] = useState(false);
  const { contract } = bot;
  const { max_failures, failure_window } = contract;
  const of = (name: keyof typeof contract, value: string) =>
    contract[name] === DEFAULT_CONTRACT[name] ? value : <span title="Set by an operator">{value} ·&nbsp;set</span>;
  return (
    <Card
      title="Run contract"
      aside={
        mayManage && (
          <button
            type="button"
            onClick={() => setEditing(true)}
            className="rounded text-xs font-medium text-accent hover:underline noscript:hidden print:hidden"
          >
            Edit contract
          </button>
        )
      }
    >
      <Facts
        facts={[
          {
            name: "Heartbeat every",
            value: of("heartbeat_interval_seconds", seconds(contract.heartbeat_interval_seconds)),
          },
          { name: "Grace", value: of("heartbeat_grace_seconds", seconds(contract.heartbeat_grace_seconds)) },
          { name: "Longest run", value: of("max_run_seconds", seconds(contract.max_run_seconds)) },
          { name: "Shortest run", value: of("min_run_seconds", seconds(contract.min_run_seconds)) },
          {
            name: "Failures allowed",
            value: of(
              "max_failures",
              max_failures === null || failure_window === null ? UNKNOWN : `${max_failures} of ${failure_window}`,
            ),
          },
          { name: "Target duration", value: of("target_duration_ms", told(contract.target_duration_ms)) },
          { name: "Cost per hour", value: of("hourly_cost_usd", usd(contract.hourly_cost_usd)) },
          { name: "Cost per job", value: of("job_cost_usd", usd(contract.job_cost_usd)) },
        ]}
      />
      {editing && (
        <ContractForm
          bot={bot}
          onSaved={(saved) => {
            setEditing(false);
            onChanged(saved);
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </Card>
  );
}
