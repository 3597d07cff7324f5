import { UserList } from "@/components/settings/users/user-list";
import { userCursor, userPosition, userView } from "@/lib/access/user-schema";
import { listUsers } from "@/lib/access/users";
import { authorise } from "../../authorise";
import { load } from "../../load";
import { firstOf, type Search } from "../search";

export const metadata = { title: "Users" };

const PER_PAGE = 50;

/** Everyone who may sign in, with what role. */
export default async function UsersPage({ searchParams }: { searchParams: Promise<Search> }) {
  const operator = await authorise("users.manage");
  const cursor = firstOf((await searchParams).cursor);
  const page = await load(async ({ db }) => {
    const after = cursor ? { after: userPosition(cursor) } : {};
    const { users, next } = await listUsers({ db }, { limit: PER_PAGE, ...after });
    return { users: users.map(userView), next_cursor: next && userCursor(next) };
  });
  if (!page.ok) return page.view;
  return <UserList initial={page.data} cursor={cursor} self={operator.id} />;
}
