import { Missing } from "@/components/console/missing";
import { Card } from "@/components/ui/card";

/** A service that is not there. */
export default function ServiceNotFound() {
  return (
    <Card>
      <Missing title="There is no such service">
        No bot of this id has reported. It may have been deleted, or the address is not complete.
      </Missing>
    </Card>
  );
}
