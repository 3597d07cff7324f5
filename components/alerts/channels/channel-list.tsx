"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { FormError } from "@/components/console/form-error";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyBlock } from "@/components/ui/copy-block";
import { Notice } from "@/components/ui/notice";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { ChannelView } from "@/lib/notify/channel";
import { DeliveryBadge } from "../delivery-badge";
import { NewChannel, type SavedChannel } from "./new-channel";

const EVERY_MS = 10_000;

export interface ChannelPage {
  channels: ChannelView[];
  next_cursor: string | null;
}

interface Tried {
  name: string;
  outcome: "sent" | "retry" | "dead";
  detail: string | null;
}

/** Where notices go: each channel, what became of its newest notice, a try, a switch, and a form for another. */
export function ChannelList({ initial }: { initial: ChannelPage }) {
  const { data, stale, refresh } = useRefreshed("/api/channels?limit=200", initial, EVERY_MS);
  const [isMaking, setIsMaking] = useState(false);
  const [removing, setRemoving] = useState<ChannelView | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const [made, setMade] = useState<SavedChannel | null>(null);
  const turn = async (channel: ChannelView) => {
    const answer = await call("PATCH", `/api/channels/${channel.id}`, { enabled: !channel.enabled });
    setFailed(answer.ok ? null : answer.reason);
    refresh();
  };
  const test = async ({ id, name }: ChannelView) => {
    setTried(null);
    const answer = await call<Omit<Tried, "name">>("POST", `/api/channels/${id}/test`);
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) setTried({ name, ...answer.data });
    refresh();
  };
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <div className="flex justify-end print:hidden">
        <Button kind="primary" onClick={() => setIsMaking(true)}>
          New channel
        </Button>
      </div>
      <FormError reason={failed} />
      {tried && (
        <Notice
          tone={tried.outcome === "sent" ? "info" : "warn"}
          shape={tried.outcome === "sent" ? "check" : "triangle"}
        >
          {tried.outcome === "sent" ? `${tried.name} took the test.` : `${tried.name} did not take the test.`}{" "}
          {tried.detail}
        </Notice>
      )}
      {made?.signing_secret && (
        <Card title={`${made.name} signs with this secret, shown only now`}>
          <CopyBlock label="Signing secret" text={made.signing_secret} />
        </Card>
      )}
      <Card flush>
        {data.channels.length > 0 ? (
          <ChannelTable channels={data.channels} turn={turn} test={test} remove={setRemoving} />
        ) : (
          <State shape="ring" title="Nobody is told yet">
            Alerts fire and are kept, but nobody is woken. Add a channel: Slack, PagerDuty, e-mail, a signed webhook or
            an Alertmanager.
          </State>
        )}
      </Card>
      {isMaking && (
        <NewChannel
          onDone={(channel) => {
            setMade(channel);
            refresh();
          }}
          onClose={() => setIsMaking(false)}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={`Delete “${removing.name}”?`}
          confirm="Delete channel"
          act={() => call("DELETE", `/api/channels/${removing.id}`)}
          onDone={() => refresh()}
          onClose={() => setRemoving(null)}
        >
          Its secret is forgotten. Notices that wait for it are not sent any more.
        </ConfirmDialog>
      )}
    </div>
  );
}

function ChannelTable({
  channels,
  turn,
  test,
  remove,
}: {
  channels: ChannelView[];
  turn: (channel: ChannelView) => void;
  test: (channel: ChannelView) => void;
  remove: (channel: ChannelView) => void;
}) {
  return (
    <DataTable
      caption="Channels"
      columns={[
        { key: "name", heading: "Channel" },
        { key: "takes", heading: "Takes", from: "md" },
        { key: "last", heading: "Newest notice", from: "md" },
        { key: "act", heading: <span className="sr-only">Actions</span>, align: "right" },
      ]}
      rows={channels.map((channel) => ({
        key: channel.id,
        cells: {
          name: (
            <div className="flex max-w-36 flex-col gap-0.5 sm:max-w-xs">
              <span className={`truncate font-medium ${channel.enabled ? "" : "text-muted"}`}>{channel.name}</span>
              <span className="truncate font-mono text-xs text-faint">
                {channel.kind} {channel.id}
              </span>
            </div>
          ),
          takes: (
            <span className="text-xs text-muted">
              {channel.enabled ? channel.routing.severities.join(", ") : "switched off"}
              {channel.routing.quiet_hours && ", with quiet hours"}
            </span>
          ),
          last: <Newest channel={channel} />,
          act: (
            <span className="inline-flex flex-wrap justify-end gap-1.5">
              <Button onClick={() => test(channel)} aria-label={`Test ${channel.name}`}>
                Test
              </Button>
              <Button
                onClick={() => turn(channel)}
                aria-label={`Switch ${channel.name} ${channel.enabled ? "off" : "on"}`}
              >
                {channel.enabled ? "Switch off" : "Switch on"}
              </Button>
              <Button onClick={() => remove(channel)} aria-label={`Delete ${channel.name}`}>
                Delete…
              </Button>
            </span>
          ),
        },
      }))}
    />
  );
}

function Newest({ channel: { last_delivery: last } }: { channel: ChannelView }) {
  if (!last) return <span className="text-faint">none yet</span>;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <DeliveryBadge status={last.status} {...(last.error && { hint: last.error })} />
      <Time at={last.at} />
    </span>
  );
}
