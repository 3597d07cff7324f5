import Link from "next/link";
import { AccessCard, AccessError } from "@/components/access/card";
import { newPassword, PASSWORD_HINT } from "@/components/access/password-fields";
import { Button, buttonClass } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { invitedUser } from "@/lib/access/invitation";
import { runtime } from "@/lib/runtime";

export const metadata = { title: "Set your password", referrer: "no-referrer" };

const ERRORS: Record<string, string> = {
  invalid: "The password needs 12 characters or more, and not the same few again and again.",
  often: "Your password is set, but there were too many sign-ins. Sign in in a quarter of an hour.",
  away: "The database does not answer just now. Try again in a moment.",
};

/** Where an operator sets a password, by the link of an administrator. A plain form, so it works without JavaScript. */
export default async function InvitationPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const query = await searchParams;
  const token = typeof query.token === "string" ? query.token.slice(0, 100) : "";
  const { db, env, now } = await runtime();
  const user = await invitedUser({ db, env, now: now() }, token);
  if (!user) return <Void />;
  return (
    <AccessCard title={`Welcome, ${user.name}`} lead="Choose the password by which you will sign in.">
      <AccessError>{ERRORS[String(query.error ?? "")]}</AccessError>
      <form method="post" action="/api/auth/invitation" className="mt-5 flex flex-col gap-4">
        <input type="hidden" name="token" value={token} />
        <TextField label="Email" type="email" autoComplete="username" value={user.email} readOnly />
        <TextField label="Password" name="password" hint={PASSWORD_HINT} autoFocus {...newPassword} />
        <Button type="submit" kind="primary">
          Set password and sign in
        </Button>
      </form>
    </AccessCard>
  );
}

function Void() {
  return (
    <AccessCard
      title="This link is void"
      lead="It has been used, a newer one was made, or 24 hours have passed. Ask an administrator for a new one."
    >
      <Link href="/sign-in" className={`${buttonClass()} mt-5 w-full`}>
        Sign in
      </Link>
    </AccessCard>
  );
}
