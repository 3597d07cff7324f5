import type { Role } from "@/lib/access/roles";

export const PASSWORD = "correct horse battery staple";

/** An operator made for a test, signed in. */
export interface TestOperator {
  id: string;
  email: string;
  password: string;
  /** What a browser of theirs sends as `Cookie`. */
  cookie: string;
}

/** Makes an operator as an administrator does, sets the password by the link, and is signed in. @param key an admin key */
export async function newOperator(url: string, role: Role, key: string): Promise<TestOperator> {
  const email = `${role}-${crypto.randomUUID()}@example.org`;
  const user = await post(
    `${url}/api/users`,
    { name: `Test ${role}`, email, role },
    { authorization: `Bearer ${key}` },
  );
  const { id, invitation } = (await user.json()) as { id: string; invitation: { url: string } };
  const token = new URL(invitation.url).searchParams.get("token");
  const accepted = await post(`${url}/api/auth/invitation`, { token, password: PASSWORD });
  return { id, email, password: PASSWORD, cookie: cookieFrom(accepted) };
}

/** Signs an operator in on one more browser. @returns its cookie */
export async function signInAgain(url: string, { email, password }: TestOperator): Promise<string> {
  return cookieFrom(await post(`${url}/api/auth/sign-in`, { email, password }));
}

/** The session cookie that an answer sets. */
export function cookieFrom(response: Response): string {
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith("rollcall.session_token="));
  if (!cookie) throw new Error(`No session in the answer, status ${response.status}.`);
  return cookie.split(";")[0] ?? "";
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers } };
  const response = await fetch(url, { ...init, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
