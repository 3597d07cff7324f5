import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { hasOidc } from "@/lib/access/auth-options";
import { pathOfOurs } from "@/lib/access/caller";
import { gateOf } from "@/lib/access/gate";
import type { Operator } from "@/lib/access/operator";
import { may, type Permission } from "@/lib/access/roles";
import { setUpState } from "@/lib/access/set-up-state";
import { isUnavailable } from "@/lib/db/errors";
import { type Runtime, runtime } from "@/lib/runtime";

/** The header by which proxy.ts tells which page was asked for. */
export const PATH_HEADER = "x-rollcall-path";

/**
 * Lets only an operator through whose role allows this. Every page calls it for itself, since a layout is not rendered again
 * on every navigation. Sends whoever is not signed in to the sign-in and answers 403 to who may not.
 */
export async function authorise(permission: Permission = "read"): Promise<Operator> {
  const asked = await headers();
  const context = await runtime();
  const operator = await operatorOf(context, asked);
  if (!operator) redirect(await wayIn(context, asked.get(PATH_HEADER)));
  if (!may(operator.role, permission)) forbidden();
  return operator;
}

/** Without the database nothing can be read, but who was here a moment ago may be told so in the page's own frame. */
async function operatorOf(context: Runtime, asked: Headers): Promise<Operator | undefined> {
  const { sessions } = gateOf(context);
  try {
    return (await sessions.verify(asked))?.operator;
  } catch (error) {
    const recalled = isUnavailable(error) ? sessions.recall(asked) : null;
    if (!recalled) throw error;
    return recalled.operator;
  }
}

/** The sign-in, which knows the way back; the set-up while there is nobody who could sign in. */
async function wayIn(context: Runtime, path: string | null): Promise<string> {
  if (!hasOidc(context.env) && !(await setUpState(context)).any) return "/set-up";
  return `/sign-in?next=${encodeURIComponent(pathOfOurs(path))}`;
}
