import type { Role } from "@/lib/access/roles";
import { ADMIN_KEY } from "./server";
import { newOperator } from "./sign-in";

/** Makes an operator of a role on a server under test. @returns the cookie of their session */
export async function makeOperator(url: string, role: Role): Promise<string> {
  return (await newOperator(url, role, ADMIN_KEY)).cookie;
}

/** The headers of a change that a page of ours asks for in the operator's name. */
export function fromPage(url: string, cookie: string): Record<string, string> {
  return { cookie, origin: url };
}
