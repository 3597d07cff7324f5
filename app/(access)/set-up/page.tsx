import Link from "next/link";
import { AccessCard, AccessError } from "@/components/access/card";
import { newPassword, PASSWORD_HINT } from "@/components/access/password-fields";
import { Button, buttonClass } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { hasOidc } from "@/lib/access/auth-options";
import { setUpState } from "@/lib/access/set-up-state";
import { runtime } from "@/lib/runtime";

export const metadata = { title: "Set up" };

const ERRORS: Record<string, string> = {
  forbidden: "This is not the token that Rollcall printed.",
  invalid: "Fill in every field; the password needs 12 characters or more, and not the same few again and again.",
  often: "Too many attempts. Wait a quarter of an hour.",
  away: "The database does not answer just now. Try again in a moment.",
};

/** Where the first administrator is made, by the one-time token. A plain form, so it works without JavaScript. */
export default async function SetUpPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const query = await searchParams;
  const context = await runtime();
  if ((await setUpState(context)).isSetUp) return <Done />;
  const token = typeof query.token === "string" ? query.token : undefined;
  return (
    <AccessCard title="Set up Rollcall" lead="Make the first administrator. Others are added in the settings later.">
      <AccessError>{ERRORS[String(query.error ?? "")]}</AccessError>
      <form method="post" action="/api/auth/set-up" className="mt-5 flex flex-col gap-4">
        <TextField
          label="Set-up token"
          name="token"
          hint="The terminal of npm start shows it; SETUP_TOKEN sets one."
          defaultValue={token}
          autoComplete="off"
          required
          maxLength={300}
        />
        <TextField label="Your name" name="name" autoComplete="name" required maxLength={200} />
        <TextField label="Email" name="email" type="email" autoComplete="username" required maxLength={254} />
        <TextField label="Password" name="password" hint={PASSWORD_HINT} {...newPassword} />
        <Button type="submit" kind="primary">
          Make the administrator
        </Button>
      </form>
      {hasOidc(context.env) && (
        <p className="mt-5 text-xs text-muted">
          Or <Link href="/sign-in">sign in with {context.env.OIDC_NAME}</Link>.
        </p>
      )}
    </AccessCard>
  );
}

function Done() {
  return (
    <AccessCard
      title="Set-up is done"
      lead="Rollcall has its first administrator. Who joins later gets a link from one."
    >
      <Link href="/sign-in" className={`${buttonClass("primary")} mt-5 w-full`}>
        Sign in
      </Link>
    </AccessCard>
  );
}
