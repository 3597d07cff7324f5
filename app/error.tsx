"use client";
import { useRef } from "react";
import { useReadiness } from "@/components/console/use-readiness";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/state";

/**
 * What is shown when a page fails for a reason nobody foresaw; the digest leads to the log line. Where the reason was that
 * Rollcall or its database was away, the page comes back with them.
 */
export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const wasAway = useRef(false);
  useReadiness((isReady) => {
    if (isReady && wasAway.current) location.reload();
    wasAway.current ||= !isReady;
  });
  return (
    <main>
      <State
        shape="cross"
        level={1}
        title="This page failed"
        action={
          <Button kind="primary" onClick={retry}>
            Try again
          </Button>
        }
      >
        Rollcall goes on taking events. Try again; if it fails again, the log of Rollcall has the reason
        {error.digest ? ` under ${error.digest}` : ""}.
      </State>
    </main>
  );
}
