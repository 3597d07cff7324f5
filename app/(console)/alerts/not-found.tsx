import { Missing } from "@/components/console/missing";
import { Card } from "@/components/ui/card";

/** An incident or rule that is not there, or no longer. */
export default function AlertNotFound() {
  return (
    <Card>
      <Missing title="There is no such incident or rule">
        It may have been deleted, or the address is not complete. Incidents stand under History, rules under Rules.
      </Missing>
    </Card>
  );
}
