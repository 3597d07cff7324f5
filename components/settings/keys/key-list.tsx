"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { CursorPaging } from "../cursor-paging";
import { IssuedKey } from "./issued-key";
import { type KeyList as Keys, KeyTable, type KeyView } from "./key-table";
import { ManageKey } from "./manage-key";
import { NewKey } from "./new-key";

const EVERY_MS = 10_000;

/** What is open over the list. */
type Open = { what: "new" } | { what: "manage"; id: string } | { what: "issued"; name: string; key: string } | null;

/** The API keys of this installation: made, renamed, given a new text, revoked. */
export function KeyList({ initial, cursor }: { initial: Keys; cursor: string }) {
  const router = useRouter();
  const { data, stale } = useRefreshed(
    `/api/keys${cursor && `?${new URLSearchParams({ cursor })}`}`,
    initial,
    EVERY_MS,
  );
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const managed = open?.what === "manage" ? data.keys.find(({ id }) => id === open.id) : undefined;
  const issued = ({ name, key }: KeyView & { key: string }) => {
    setOpen({ what: "issued", name, key });
    router.refresh();
  };
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <Card
        title="API keys"
        flush
        aside={
          <Button kind="primary" onClick={() => setOpen({ what: "new" })}>
            New key
          </Button>
        }
      >
        {data.keys.length > 0 ? (
          <KeyTable keys={data.keys} manage={(id) => setOpen({ what: "manage", id })} />
        ) : (
          <State
            shape="ring"
            title={cursor ? "No more keys" : "No key yet"}
            action={<Button onClick={() => setOpen({ what: "new" })}>New key</Button>}
          >
            {cursor
              ? "This page lies behind the end of the list."
              : "Bots report and scripts read by a key each. Make the first one here."}
          </State>
        )}
      </Card>
      <CursorPaging path="/settings/keys" cursor={cursor} next={data.next_cursor} />
      {open?.what === "new" && <NewKey onIssued={issued} onClose={() => setOpen((now) => keepIssued(now))} />}
      {managed && (
        <ManageKey
          stored={managed}
          onChanged={() => router.refresh()}
          onIssued={issued}
          onClose={() => setOpen((now) => keepIssued(now))}
        />
      )}
      {open?.what === "issued" && <IssuedKey name={open.name} text={open.key} onClose={close} />}
    </div>
  );
}

/** A dialog that closes because a key was made gives way to the one that shows it. */
function keepIssued(open: Open): Open {
  return open?.what === "issued" ? open : null;
}
