import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { State } from "@/components/ui/state";
import { CHANNELS } from "./entries";
import { isNarrowed, type LiveQuery, livePath } from "./query";

/** Stands for an empty list, and says why it is empty. @param isEmpty nothing has come at all, whatever the filter */
export function NothingHere({ query, isEmpty }: { query: LiveQuery; isEmpty: boolean }) {
  if (isNarrowed(query)) {
    return (
      <State
        shape="ring"
        title="No recent event matches"
        action={
          <a href={livePath({ ...query, bot: "", type: "", q: "" })} className={buttonClass()}>
            Clear the filters
          </a>
        }
      >
        Events that match appear here as they are stored. The text of messages is searched only where it is shown.
      </State>
    );
  }
  if (query.channels.length < CHANNELS.length) {
    return (
      <State
        shape="ring"
        title="Nothing on these channels yet"
        action={
          <Link href={livePath({ ...query, channels: [...CHANNELS] })} className={buttonClass()}>
            All channels
          </Link>
        }
      >
        Events of the chosen channels appear here as they are stored.
      </State>
    );
  }
  return (
    <State shape="ring" title={isEmpty ? "Nothing has happened yet" : "Nothing to show"}>
      Jobs, messages, errors and checks appear here as they are stored. Start a bot, or <code>npm run demo</code>.
    </State>
  );
}
