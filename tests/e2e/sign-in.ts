import type { BrowserContext } from "@playwright/test";
import type { Role } from "@/lib/access/roles";
import { ADMIN_KEY } from "../../playwright.config";
import { newOperator } from "../support/sign-in";

/** Makes an operator of this role on a server and signs the browser in as them. */
export async function signIn(context: BrowserContext, origin: string, role: Role): Promise<void> {
  const { cookie } = await newOperator(origin, role, ADMIN_KEY);
  await context.addCookies([sessionCookie(origin, cookie)]);
}

/** A cookie as Playwright takes it. @param cookie name and value, as it is sent */
export function sessionCookie(origin: string, cookie: string) {
  const [name = "", value = ""] = cookie.split("=");
  return { name, value, url: origin, httpOnly: true, sameSite: "Lax" as const };
}
