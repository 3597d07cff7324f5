"use client";
import { Notice } from "@/components/ui/notice";
import { useConnection } from "./use-connection";
import type { Staleness } from "./use-refreshed";

/** Says that a view no longer gets new data, and what happens next. */
export function StaleNotice({ stale }: { stale: Staleness }) {
  const connection = useConnection();
  if (!stale) return null;
  if (stale !== "unanswered") {
    return (
      <Notice tone="warn" shape="triangle">
        {stale === "gone"
          ? "This is not there any more: it was removed, or is older than what is kept. These are its last figures."
          : "Rollcall refuses to tell more: your role may have changed, or too much was asked for. These are the last figures received."}
      </Notice>
    );
  }
  if (connection === "signed_out") {
    return (
      <Notice tone="warn" shape="triangle">
        Live data has stopped: your session has ended. These are the last figures received;{" "}
        <button type="button" className="font-medium underline underline-offset-2" onClick={() => location.reload()}>
          sign in again
        </button>{" "}
        to go on.
      </Notice>
    );
  }
  return (
    <Notice tone="warn" shape="triangle">
      Live data has stopped: Rollcall does not answer. These are the last figures received; trying again every few
      seconds.
    </Notice>
  );
}
