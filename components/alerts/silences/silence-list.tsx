"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { Shape } from "@/components/ui/shape";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { SilenceView } from "@/lib/alerts/silences";
import { matcherWords, recurrenceWords } from "./matcher-words";
import { NewSilence } from "./new-silence";

const EVERY_MS = 15_000;

export interface SilencePage {
  silences: SilenceView[];
  next_cursor: string | null;
}

const LOOKS: Record<SilenceView["state"], { tone: Tone; shape: Shape }> = {
  active: { tone: "info", shape: "bars" },
  waiting: { tone: "neutral", shape: "ring" },
  ended: { tone: "neutral", shape: "dash" },
};

/** Silences and maintenance windows: those in force, those to come, and those that have ended. */
export function SilenceList({ initial, mayManage }: { initial: SilencePage; mayManage: boolean }) {
  const { data, stale, refresh } = useRefreshed("/api/silences?limit=200", initial, EVERY_MS);
  const [isMaking, setIsMaking] = useState(false);
  const [ending, setEnding] = useState<SilenceView | null>(null);
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      {mayManage && (
        <div className="flex justify-end print:hidden">
          <Button kind="primary" onClick={() => setIsMaking(true)}>
            New silence
          </Button>
        </div>
      )}
      <Card flush>
        {data.silences.length > 0 ? (
          <SilenceTable silences={data.silences} {...(mayManage && { end: setEnding })} />
        ) : (
          <State shape="dash" title="Nothing is silenced">
            A silence keeps alerts quiet for a while: incidents still open and close, but nobody is told. What still
            fires when it ends is told then.
          </State>
        )}
      </Card>
      {isMaking && <NewSilence onDone={() => refresh()} onClose={() => setIsMaking(false)} />}
      {ending && (
        <ConfirmDialog
          title="End this silence now?"
          confirm="End silence"
          act={() => call("DELETE", `/api/silences/${ending.id}`)}
          onDone={() => refresh()}
          onClose={() => setEnding(null)}
        >
          What it kept quiet and still fires is told within 15 seconds.
        </ConfirmDialog>
      )}
    </div>
  );
}

function SilenceTable({ silences, end }: { silences: SilenceView[]; end?: (silence: SilenceView) => void }) {
  return (
    <DataTable
      caption="Silences, those that end last first"
      columns={[
        { key: "what", heading: "What it matches" },
        { key: "state", heading: "State" },
        { key: "ends", heading: "Ends" },
        { key: "by", heading: "By", from: "md" },
        ...(end ? [{ key: "act", heading: <span className="sr-only">Actions</span>, align: "right" as const }] : []),
      ]}
      rows={silences.map((silence) => ({
        key: silence.id,
        cells: {
          what: (
            <div className="flex max-w-44 flex-col gap-0.5 sm:max-w-md">
              <span className="font-medium break-words">{silence.reason}</span>
              <span className="text-xs break-words text-muted">
                {matcherWords(silence.matcher)}
                {silence.recurrence && ` ${recurrenceWords(silence.recurrence)}`}
              </span>
            </div>
          ),
          state: (
            <Badge {...LOOKS[silence.state]} hint={silence.kind === "maintenance" ? "Maintenance window" : "Silence"}>
              {silence.state}
            </Badge>
          ),
          ends: <Time at={silence.ends_at} />,
          by: silence.created_by,
          act: end && silence.state !== "ended" && (
            <Button onClick={() => end(silence)} aria-label={`End the silence “${silence.reason}”`}>
              End…
            </Button>
          ),
        },
      }))}
    />
  );
}
