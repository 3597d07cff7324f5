import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";

/** A bot or a job that Rollcall does not know. */
export default function BotNotFound() {
  return (
    <Card>
      <State
        shape="dash"
        level={1}
        title="Rollcall does not know this"
        action={
          <Link href="/bots" className={buttonClass()}>
            All bots
          </Link>
        }
      >
        No bot or job of this name has reported, or it was deleted. A bot appears with its first event; a job is kept as
        long as raw events are.
      </State>
    </Card>
  );
}
