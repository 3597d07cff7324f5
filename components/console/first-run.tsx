"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyBlock } from "@/components/ui/copy-block";
import type { BotPage } from "@/lib/bots/bot";
import { call } from "./call";
import { FormError } from "./form-error";
import { StaleNotice } from "./stale-notice";
import { useRefreshed } from "./use-refreshed";

const EVERY_MS = 1000;
const NONE: Pick<BotPage, "total"> = { total: 0 };
const BOT = "my-first-bot";

/**
 * What stands in for a page before the first bot: a key, the command that makes a bot report, and a wait that ends by itself.
 * @param origin where this Rollcall is reached, such as `http://127.0.0.1:3000`
 * @param mayMakeKeys whether this operator can make the key right here
 */
export function FirstRun({ origin, mayMakeKeys }: { origin: string; mayMakeKeys: boolean }) {
  const router = useRouter();
  const [key, setKey] = useState<string | null>(null);
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
        <ol className="mt-5 flex flex-col gap-6 text-[0.8125rem]">
          <Step number={1} title="Make a key by which bots may report">
            <MakeKey made={key} setMade={setKey} mayMakeKeys={mayMakeKeys} />
          </Step>
          <Step number={2} title="Send a heartbeat, from any machine that reaches this one">
            <CopyBlock
              label="Command that sends a heartbeat"
              text={`curl -X POST ${origin}/api/bots/${BOT}/heartbeat \\\n  -H "Authorization: Bearer ${key ?? "$KEY"}"`}
            />
          </Step>
          <Step number={3} title="Or let real example bots work, in Rollcall's folder">
            <CopyBlock label="Command that starts the example bots" text="npm run demo" />
          </Step>
        </ol>
        <Waiting arrived={arrived} />
      </Card>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 gap-y-2">
      <span
        aria-hidden="true"
        className="grid size-6 place-items-center rounded-full bg-raised text-xs font-medium text-muted ring-1 ring-line ring-inset"
      >
        {number}
      </span>
      <span className="pt-0.5 font-medium">{title}</span>
      <div className="col-start-2">{children}</div>
    </li>
  );
}

function MakeKey({
  made,
  setMade,
  mayMakeKeys,
}: {
  made: string | null;
  setMade: (key: string) => void;
  mayMakeKeys: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  if (made) {
    return (
      <>
        <CopyBlock label="The new key" text={made} />
        <p className="mt-1.5 text-xs text-muted">
          Copy it now: it is shown this once. It may send events, and read nothing.
        </p>
      </>
    );
  }
  if (!mayMakeKeys) {
    return (
      <p className="text-muted">
        Ask an administrator for an ingest key, then put it in place of <code>$KEY</code>.
      </p>
    );
  }
  const make = async () => {
    setBusy(true);
    const answer = await call<{ key: string }>("POST", "/api/keys", { name: BOT, scope: "ingest" });
    setBusy(false);
    if (answer.ok) setMade(answer.data.key);
    setFailed(answer.ok ? null : answer.reason);
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <Button kind="primary" disabled={busy} onClick={make}>
        Create an ingest key
      </Button>
      <FormError reason={failed} />
      <noscript>
        <CopyBlock
          label="Command that makes a key"
          text={`KEY=$(npm run --silent keys -- create --name ${BOT} --scope ingest)`}
        />
      </noscript>
    </div>
  );
}

function Waiting({ arrived }: { arrived: boolean }) {
  return (
    <p
      role="status"
      className="mt-6 flex items-center gap-2.5 border-t border-line pt-4 text-[0.8125rem] text-muted print:hidden"
    >
      <span aria-hidden="true" className="relative flex size-2">
        <span className="absolute inset-0 rounded-full bg-accent-solid motion-safe:animate-ping" />
        <span className="relative size-2 rounded-full bg-accent-solid" />
      </span>
      {arrived ? "The first heartbeat is here." : "Waiting for the first heartbeat…"}
    </p>
  );
}
