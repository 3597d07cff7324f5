"use client";
import { Notice } from "@/components/ui/notice";
import type { StreamState } from "./shared-stream/wire";

/** Says when live data does not come as it should, and what happens next. */
export function StreamNotice({ state }: { state: StreamState }) {
  if (state === "stopped") {
    return (
      <Notice tone="warn" shape="triangle">
        Live data has stopped: Rollcall does not answer. It goes on where it left off as soon as Rollcall is back.
      </Notice>
    );
  }
  if (state === "signed-out") {
    return (
      <Notice tone="warn" shape="cross">
        Live data has stopped: you are signed out. <SignInLink /> and it goes on.
      </Notice>
    );
  }
  if (state === "polling") {
    return (
      <Notice tone="info" shape="dash">
        The stream is not open; the feed is fetched every few seconds instead until it is.
      </Notice>
    );
  }
  return null;
}

/** A whole new page load, so that the session's cookie is there for everything on it. */
function SignInLink() {
  return (
    <a href="/sign-in?next=/live" className="font-medium underline">
      Sign in again
    </a>
  );
}

/** Says that the feed could not tell everything. */
export function ResetNotice() {
  return (
    <Notice tone="warn" shape="dash">
      Some events are missing here: this page was away for longer than raw events are kept, or the database is another
      one. What comes from now on is shown.{" "}
      <button type="button" className="font-medium underline" onClick={() => window.location.reload()}>
        Load the newest
      </button>
    </Notice>
  );
}
