"use client";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { useReadiness } from "./use-readiness";

/** Stands for a page whose data cannot be read because the database does not answer; tries again by itself. */
export function DatabaseDown() {
  const router = useRouter();
  useReadiness((isReady) => isReady && router.refresh());
  return (
    <Card>
      <State
        shape="cross"
        level={1}
        title="The database does not answer"
        action={
          <Button kind="primary" onClick={() => router.refresh()}>
            Try again
          </Button>
        }
      >
        Nothing that was acknowledged is lost; bots are told to send again later. This page tries again every 5 seconds.
        If it stays so, look at the log of Rollcall, at <code>DATABASE_URL</code>, and whether the disk is full.
      </State>
    </Card>
  );
}
