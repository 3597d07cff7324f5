"use client";
import { Badge, Tag, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Shape } from "@/components/ui/shape";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { UserView } from "./user-view";

/**
 * The operators, one row each.
 * @param self the id of the one who looks
 * @param manage opens what can be done with one
 */
export function UserTable({ users, self, manage }: { users: UserView[]; self: string; manage: (id: string) => void }) {
  return (
    <DataTable
      caption="Users"
      columns={[
        { key: "name", heading: "Name" },
        { key: "role", heading: "Role", from: "sm" },
        { key: "state", heading: "State", from: "md" },
        { key: "seen", heading: "Last sign-in", from: "lg" },
        { key: "act", heading: <span className="sr-only">Actions</span>, align: "right" },
      ]}
      rows={users.map((user) => ({
        key: user.id,
        cells: {
          name: (
            <div className="flex max-w-52 flex-col gap-0.5 sm:max-w-80">
              <span className="truncate font-medium">
                {user.name}
                {user.id === self && <span className="font-normal text-faint"> (you)</span>}
              </span>
              <span className="truncate text-xs text-faint">{user.email}</span>
              <span className="mt-0.5 flex gap-2 sm:hidden">
                <Tag>{user.role}</Tag>
                <UserState user={user} />
              </span>
            </div>
          ),
          role: <Tag>{user.role}</Tag>,
          state: <UserState user={user} />,
          seen: <Time at={user.last_sign_in_at} />,
          act: (
            <Button onClick={() => manage(user.id)} aria-label={`Manage ${user.name}`}>
              Manage
            </Button>
          ),
        },
      }))}
    />
  );
}

const STATES: Record<UserView["status"], { tone: Tone; shape: Shape; hint: string }> = {
  active: { tone: "ok", shape: "disc", hint: "May sign in" },
  invited: { tone: "info", shape: "ring", hint: "Has not set a password yet" },
  disabled: { tone: "neutral", shape: "bars", hint: "May not sign in until an administrator allows it again" },
};

function UserState({ user }: { user: UserView }) {
  return <Badge {...STATES[user.status]}>{user.status}</Badge>;
}
