import { Missing } from "@/components/console/missing";
import { Card } from "@/components/ui/card";

/** A runbook that there is not. */
export default function RunbookNotFound() {
  return (
    <Card>
      <Missing title="There is no such runbook">
        Rollcall comes with one for each of its rules; see Runbooks. A rule of your own may link to a page elsewhere.
      </Missing>
    </Card>
  );
}
