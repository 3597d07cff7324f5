"use client";
import { Notice } from "@/components/ui/notice";
import { useConnection } from "./use-connection";

/** Says that a view no longer gets new data, and what happens next. */
export function StaleNotice({ stale }: { stale: boolean }) {
  const connection = useConnection();
  if (!stale) return null;
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
