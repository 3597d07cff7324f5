"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import { browserName } from "./browser";
import type { SessionList, SessionView } from "./session-view";

const EVERY_MS = 15_000;

/** Where this operator is signed in; each session can be ended. */
export function Sessions({ initial }: { initial: SessionList }) {
  const router = useRouter();
  const { data, stale } = useRefreshed("/api/sessions", initial, EVERY_MS);
  const [ending, setEnding] = useState<SessionView | "others" | null>(null);
  return (
    <Card
      title="Where you are signed in"
      flush
      aside={data.sessions.length > 1 && <Button onClick={() => setEnding("others")}>End all others</Button>}
    >
      <StaleNotice stale={stale} />
      <ul className="divide-y divide-line">
        {data.sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0">
              <p className="flex items-center gap-2 text-[0.8125rem] font-medium">
                {browserName(session.user_agent)}
                {session.current && (
                  <Badge tone="ok" shape="disc">
                    this browser
                  </Badge>
                )}
              </p>
              <p className="mt-0.5 text-xs text-muted">
                {session.ip_address ?? "unknown address"} · signed in <Time at={session.created_at} />
              </p>
            </div>
            {!session.current && (
              <Button onClick={() => setEnding(session)} aria-label={`End ${browserName(session.user_agent)}`}>
                End session
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ending === "others" && (
        <ConfirmDialog
          title="End all your other sessions?"
          confirm="End sessions"
          act={() => call("DELETE", "/api/sessions")}
          onDone={() => router.refresh()}
          onClose={() => setEnding(null)}
        >
          Every browser but this one is refused within 5 seconds.
        </ConfirmDialog>
      )}
      {ending && ending !== "others" && (
        <ConfirmDialog
          title="End this session?"
          confirm="End session"
          act={() => call("DELETE", `/api/sessions/${encodeURIComponent(ending.id)}`)}
          onDone={() => router.refresh()}
          onClose={() => setEnding(null)}
        >
          {browserName(ending.user_agent)} at {ending.ip_address ?? "an unknown address"} is refused within 5 seconds.
          If it was not you, change your password too.
        </ConfirmDialog>
      )}
    </Card>
  );
}
