import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { FullConfig } from "@playwright/test";
import { ADMIN_KEY, ADMINISTRATOR } from "../../playwright.config";
import { newOperator } from "../support/sign-in";

/** Signs an administrator in, once for all journeys on the common server. */
export default async function asAdministrator({ projects }: FullConfig): Promise<void> {
  const origin = projects[0]?.use.baseURL ?? "";
  const { cookie } = await newOperator(origin, "admin", ADMIN_KEY);
  const [name = "", value = ""] = cookie.split("=");
  const { hostname: domain } = new URL(origin);
  const rest = { domain, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" };
  mkdirSync(dirname(ADMINISTRATOR), { recursive: true });
  writeFileSync(ADMINISTRATOR, JSON.stringify({ cookies: [{ name, value, ...rest }], origins: [] }));
}
