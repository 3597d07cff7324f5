import type { ConsoleOperator } from "@/components/console/operator";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/stat";
import { ROLE_CHOICES } from "../users/roles";

/** Who is signed in, and what their role lets them do. */
export function ProfileCard({ operator }: { operator: ConsoleOperator }) {
  const role = ROLE_CHOICES.find(({ value }) => value === operator.role);
  return (
    <Card title="You">
      <Facts
        facts={[
          { name: "Name", value: operator.name },
          { name: "Email", value: operator.email },
          { name: "Role", value: role?.name ?? operator.role },
        ]}
      />
      <p className="mt-3 text-xs text-muted">{role?.hint}</p>
    </Card>
  );
}
