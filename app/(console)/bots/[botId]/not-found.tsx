import { Missing } from "@/components/console/missing";
import { Card } from "@/components/ui/card";

/** A bot or a job that Rollcall does not know. */
export default function BotNotFound() {
  return (
    <Card>
      <Missing title="Rollcall does not know this">
        No bot or job of this name has reported, or it was deleted. A bot appears with its first event; a job is kept as
        long as raw events are.
      </Missing>
    </Card>
  );
}
