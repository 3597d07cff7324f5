"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { CursorPaging } from "../cursor-paging";
import { InvitationLink } from "./invitation-link";
import { InviteUser } from "./invite-user";
import { ManageUser } from "./manage-user";
import { UserTable } from "./user-table";
import type { NewLink, UserPage } from "./user-view";

const EVERY_MS = 15_000;

/** What is open over the list. */
type Open = { what: "invite" } | { what: "manage"; id: string } | { what: "link"; link: NewLink } | null;

/** Everyone who may sign in: invited, given a role, disabled, removed. @param self the id of the one who looks */
export function UserList({ initial, cursor, self }: { initial: UserPage; cursor: string; self: string }) {
  const router = useRouter();
  const path = `/api/users${cursor && `?${new URLSearchParams({ cursor })}`}`;
  const { data, stale } = useRefreshed(path, initial, EVERY_MS);
  const [open, setOpen] = useState<Open>(null);
  const managed = open?.what === "manage" ? data.users.find(({ id }) => id === open.id) : undefined;
  const showLink = (link: NewLink) => {
    setOpen({ what: "link", link });
    router.refresh();
  };
  // A dialog that closes because a link was made gives way to the one that shows it.
  const close = () => setOpen((now) => (now?.what === "link" ? now : null));
  return (
    <div className="flex flex-col gap-3">
      <StaleNotice stale={stale} />
      <Card
        title="Users"
        flush
        aside={
          <Button kind="primary" onClick={() => setOpen({ what: "invite" })}>
            Invite
          </Button>
        }
      >
        {data.users.length > 0 ? (
          <UserTable users={data.users} self={self} manage={(id) => setOpen({ what: "manage", id })} />
        ) : (
          <State shape="dash" title="No more users">
            This page lies behind the end of the list.
          </State>
        )}
      </Card>
      <CursorPaging path="/settings/users" cursor={cursor} next={data.next_cursor} />
      {open?.what === "invite" && <InviteUser onInvited={showLink} onClose={close} />}
      {managed && (
        <ManageUser
          user={managed}
          isSelf={managed.id === self}
          onChanged={() => router.refresh()}
          onLink={showLink}
          onClose={close}
        />
      )}
      {open?.what === "link" && <InvitationLink link={open.link} onClose={() => setOpen(null)} />}
    </div>
  );
}
