"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Card } from "@/components/ui/card";
import { CopyBlock } from "@/components/ui/copy-block";
import type { BotPage } from "@/lib/bots/bot";

const EVERY_MS = 2000;
const NONE: BotPage = { bots: [], next_cursor: null, total: 0, matching: 0 };

/**
 * What the list shows before the first bot: the commands that make one report, and a wait that ends by itself.
 * @param origin where this Rollcall is reached, such as `http://127.0.0.1:3000`
 */
export function FirstRun({ origin }: { origin: string }) {
  const router = useRouter();
  const { data, stale } = useRefreshed("/api/bots?limit=1", NONE, EVERY_MS);
  const arrived = data.total > 0;
  useEffect(() => {
    if (arrived) router.refresh();
  }, [arrived, router]);
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-3">
      <StaleNotice stale={stale} />
      <Card>
        <h2 className="text-base font-semibold">No bot has reported yet</h2>
        <p className="mt-1 text-[0.8125rem] text-muted">
          A bot is on this page as soon as it sends its first event. Nothing has to be registered before.
        </p>
        <ol className="mt-5 flex flex-col gap-5 text-[0.8125rem]">
          <Step number={1} title="Make a key, in Rollcall's folder">
            <CopyBlock
              label="Command that makes a key"
              text="KEY=$(npm run --silent keys -- create --name my-first-bot --scope ingest)"
            />
          </Step>
          <Step number={2} title="Send a heartbeat, in the same shell">
            <CopyBlock
              label="Command that sends a heartbeat"
              text={`curl -X POST ${origin}/api/bots/my-first-bot/heartbeat \\\n  -H "Authorization: Bearer $KEY"`}
            />
          </Step>
          <Step number={3} title="Or let real example bots work">
            <CopyBlock label="Command that starts the example bots" text="npm run demo" />
          </Step>
        </ol>
        <p role="status" className="mt-5 flex items-center gap-2.5 text-[0.8125rem] text-muted">
          <span aria-hidden="true" className="relative flex size-2">
            <span className="absolute inset-0 rounded-full bg-accent-solid motion-safe:animate-ping" />
            <span className="relative size-2 rounded-full bg-accent-solid" />
          </span>
          {arrived ? "The first heartbeat is here." : "Waiting for the first heartbeat…"}
        </p>
      </Card>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <li className="flex flex-col gap-2">
      <span className="font-medium">
        <span className="mr-2 text-faint">{number}</span>
        {title}
      </span>
      {children}
    </li>
  );
}
