import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { AccessCard, AccessError } from "@/components/access/card";
import { Button, buttonClass } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { hasOidc } from "@/lib/access/auth-options";
import { pathOfOurs } from "@/lib/access/caller";
import { gateOf } from "@/lib/access/gate";
import { setUpState } from "@/lib/access/set-up-state";
import { runtime } from "@/lib/runtime";

export const metadata = { title: "Sign in" };

const ERRORS: Record<string, string> = {
  refused: "Address or password is wrong.",
  invalid: "Address or password is wrong.",
  often: "Too many attempts. Wait a quarter of an hour, or ask an administrator for a new link.",
  away: "The database does not answer just now. Try again in a moment.",
  oidc: "The sign-in did not succeed. Try again; if it fails again, an administrator finds the reason in the audit log.",
  role: "You are known, but no role here is meant for you. Ask an administrator.",
};

/** Where operators sign in. A plain form, so it works without JavaScript. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const query = await searchParams;
  const next = pathOfOurs(typeof query.next === "string" ? query.next : "/");
  const context = await runtime();
  const session = await gateOf(context).sessions.verify(await headers());
  if (session) redirect(next);
  const oidc = hasOidc(context.env);
  if (!oidc && !(await setUpState(context)).any) redirect("/set-up");
  return (
    <AccessCard title="Sign in" lead="To see what every bot does.">
      <AccessError>{ERRORS[String(query.error ?? "")]}</AccessError>
      <form method="post" action="/api/auth/sign-in" className="mt-5 flex flex-col gap-4">
        <input type="hidden" name="next" value={next} />
        <TextField label="Email" name="email" type="email" autoComplete="username" required autoFocus maxLength={254} />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
        />
        <Button type="submit" kind="primary">
          Sign in
        </Button>
      </form>
      {oidc && (
        <>
          <p className="my-4 flex items-center gap-3 text-xs text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            or
          </p>
          <a href={`/api/auth/oidc?next=${encodeURIComponent(next)}`} className={`${buttonClass()} w-full`}>
            Continue with {context.env.OIDC_NAME}
          </a>
        </>
      )}
      <p className="mt-5 text-xs text-muted">
        No password, or lost it? An administrator can make you a link to set one.
      </p>
    </AccessCard>
  );
}
