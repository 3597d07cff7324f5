import { headers } from "next/headers";
import { PasswordForm } from "@/components/settings/profile/password-form";
import { ProfileCard } from "@/components/settings/profile/profile-card";
import { Sessions } from "@/components/settings/profile/sessions";
import { gateOf } from "@/lib/access/gate";
import { PASSWORD_LENGTH } from "@/lib/access/password-length";
import { listSessions } from "@/lib/access/sessions";
import { sessionView, userView } from "@/lib/access/user-schema";
import { getUser } from "@/lib/access/users";
import { runtime } from "@/lib/runtime";
import { authorise } from "../../authorise";
import { load } from "../../load";

export const metadata = { title: "Profile" };

/** Who is signed in, where, and how. */
export default async function ProfilePage() {
  const operator = await authorise();
  const read = await load(async ({ db, now }) => {
    const [user, stored, current] = await Promise.all([
      getUser({ db }, operator.id),
      listSessions({ db, now }, operator.id),
      gateOf(await runtime()).sessions.verify(await headers()),
    ]);
    return { user: userView(user), sessions: stored.map((session) => sessionView(session, current?.id ?? null)) };
  });
  if (!read.ok) return read.view;
  const { user, sessions } = read.data;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <ProfileCard operator={operator} />
      <Sessions initial={{ sessions }} />
      {user.sign_in.includes("password") && <PasswordForm least={PASSWORD_LENGTH.least} />}
    </div>
  );
}
