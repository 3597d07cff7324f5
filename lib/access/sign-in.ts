import { forbidden, Problem, tooManyRequests } from "../http/problem";
import { recordAudit } from "./audit";
import { countRefusals } from "./audit/store";
import { ADDRESS_HEADER, type AuthContext, authOf, OIDC } from "./auth";
import { principalOf } from "./authorise";
import { callerOf, siteOf } from "./caller";
import { SESSION_COOKIE } from "./cookie";
import { FailureLimit } from "./failure-limit";
import { gateOf } from "./gate";
import type { Operator } from "./operator";
import { deleteExpired } from "./operators/store";

const WINDOW_MS = 15 * 60_000;
/** Refused attempts in a window before more are refused unseen: by account and address, by address, by account. */
const MOST = { both: 10, address: 50, account: 100 };
/** Passwords that are checked at once, each with 32 MB for a moment, and requests that wait for their turn. */
const AT_ONCE = { checked: 4, waiting: 200 };

const limit = new FailureLimit(WINDOW_MS);
let underWay = 0;
const waiting: (() => void)[] = [];

/** Who signed in, and the cookies that say so from now on. */
export interface SignedIn {
  operator: Operator;
  cookies: string[];
}

/**
 * Signs an operator in by password. Tried and done, it is in the audit log.
 * @param headers of the operator's own request
 * @throws Problem 401 without saying what was wrong, 429 after too many of those
 */
export async function signIn(
  context: AuthContext,
  { email, password }: { email: string; password: string },
  headers: Headers,
): Promise<SignedIn> {
  const { db, now } = context;
  const account = email.trim().toLowerCase().slice(0, 254);
  const address = callerOf(headers, context.env);
  const giveBack = await takeAttempt(context, account, address);
  const response = await ask(context, "/sign-in/email", headers, { email: account, password });
  const signedIn = await signedInBy(context, response, headers, "password");
  if (signedIn) {
    giveBack();
    await deleteExpired(db, now());
    return signedIn;
  }
  if (response.status >= 500) throw new Error(`better-auth answered ${response.status} to a sign-in`);
  const actor = { kind: "anonymous" as const, id: address ?? "", name: account };
  await recordAudit({ db, now: now() }, { actor, action: "sign_in.refused", target: account, detail: { address } });
  throw new Problem(401, "Unauthorized", "Address or password is wrong.");
}

/**
 * Begins a sign-in by the OpenID provider.
 * @param next path of ours to go to afterwards
 * @returns where to send the browser, with cookies that tie its return to this one
 * @throws Problem 403 when the provider cannot be reached or is not set up
 */
export async function beginOidc(
  context: AuthContext,
  next: string,
  headers: Headers,
): Promise<{ url: string; cookies: string[] }> {
  const body = { provider: OIDC, callbackURL: next, errorCallbackURL: "/sign-in?error=oidc", disableRedirect: true };
  const response = await ask(context, "/sign-in/social", headers, body);
  const { url } = response.ok ? ((await response.json()) as { url?: string }) : {};
  if (!url) throw forbidden("The OpenID provider cannot be reached just now.");
  return { url, cookies: cookiesOf(response, headers, context) };
}

/**
 * Ends a sign-in by the OpenID provider: its answer is checked and the operator, made at need, signed in.
 * @param query of the request by which the provider sent the browser back
 * @returns where to send the browser; the cookies hold the session, unless it was refused
 */
export async function endOidc(
  context: AuthContext,
  query: string,
  headers: Headers,
): Promise<{ path: string; cookies: string[] }> {
  const response = await ask(context, `/callback/${OIDC}${query}`, headers);
  const signedIn = await signedInBy(context, response, headers, OIDC);
  if (signedIn) return { path: response.headers.get("location") ?? "/", cookies: signedIn.cookies };
  const reason = /[?&]error=([\w-]{1,60})/.exec(response.headers.get("location") ?? "")?.[1] ?? String(response.status);
  const address = callerOf(headers, context.env);
  const actor = { kind: "anonymous" as const, id: address ?? "", name: context.env.OIDC_NAME };
  const detail = { method: OIDC, reason, address };
  const { db, now } = context;
  await recordAudit({ db, now: now() }, { actor, action: "sign_in.refused", target: context.env.OIDC_NAME, detail });
  return { path: `/sign-in?error=${reason === "no_role" ? "role" : "oidc"}`, cookies: [] };
}

/** The Set-Cookie value that takes the session from the browser. */
export function expiredCookie(): string {
  return `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`;
}

/** Counts an attempt before it is made. @returns takes it back @throws Problem 429 */
async function takeAttempt({ db, now }: AuthContext, account: string, address: string | null): Promise<() => void> {
  const names: [string, number][] = [
    [`both ${account} ${address}`, MOST.both],
    [`account ${account}`, MOST.account],
    ...(address === null ? [] : [[`address ${address}`, MOST.address] as [string, number]]),
  ];
  const clock = performance.now();
  const waits = names.map(([name, most]) => limit.take(name, most, clock));
  const wait = Math.max(...waits);
  const giveBack = () => {
    for (const [index, [name]] of names.entries()) if (waits[index] === 0) limit.giveBack(name);
  };
  if (wait > 0) {
    giveBack();
    throw tooMany(wait);
  }
  // Other processes of the installation, and this one before it was started again.
  const since = new Date(now().getTime() - WINDOW_MS);
  if ((await countRefusals(db, account, address, since)) >= MOST.both) throw tooMany(WINDOW_MS / 1000);
  return giveBack;
}

const tooMany = (seconds: number) => tooManyRequests("Too many attempts. Wait a while.", seconds);

/** The operator whose session is among the answer's cookies; noted in the audit log. */
async function signedInBy(
  context: AuthContext,
  response: Response,
  headers: Headers,
  method: string,
): Promise<SignedIn | null> {
  const cookies = cookiesOf(response, headers, context);
  const cookie = cookies.find((one) => one.startsWith(`${SESSION_COOKIE}=`))?.split(";")[0];
  const session = cookie && (await gateOf(context).sessions.verify(new Headers({ cookie })));
  if (!session) return null;
  const { db, now, env } = context;
  const detail = { method, address: callerOf(headers, env) };
  const target = session.operator.id;
  await recordAudit({ db, now: now() }, { actor: principalOf(session), action: "sign_in.done", target, detail });
  return { operator: session.operator, cookies };
}

/** Asks better-auth, as if by a request of the same browser. */
async function ask(context: AuthContext, path: string, from: Headers, body?: object): Promise<Response> {
  const site = siteOf(from, context.env);
  const headers = new Headers({ origin: site, "user-agent": (from.get("user-agent") ?? "").slice(0, 400) });
  const address = callerOf(from, context.env);
  if (address) headers.set(ADDRESS_HEADER, address);
  const cookie = from.get("cookie");
  if (cookie) headers.set("cookie", cookie);
  if (body) headers.set("content-type", "application/json");
  const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const auth = await authOf(context);
  return inTurn(() => auth.handler(new Request(`${site}/api/auth${path}`, { ...init, headers })));
}

/** @throws Problem 429 where too many wait already */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= AT_ONCE.waiting) throw tooManyRequests("Too many sign-ins at once.", 2);
  if (underWay >= AT_ONCE.checked) await new Promise<void>((resolve) => waiting.push(resolve));
  else underWay += 1;
  try {
    return await work();
  } finally {
    // Whoever waits takes the place over.
    const next = waiting.shift();
    if (next) next();
    else underWay -= 1;
  }
}

/** The cookies of an answer; Secure where the browser came by HTTPS. */
function cookiesOf(response: Response, headers: Headers, { env }: AuthContext): string[] {
  const secure = siteOf(headers, env).startsWith("https:") ? "; Secure" : "";
  return response.headers.getSetCookie().map((cookie) => `${cookie}${secure}`);
}
