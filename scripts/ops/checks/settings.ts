import { existsSync, statSync } from "node:fs";
import { type Check, Fault } from "./check";

const NAMES = ["ROLLCALL_SECRET", "ADMIN_API_KEY", "CRON_SECRET", "SETUP_TOKEN"] as const;
/** 32 random characters of base64 or hex have more; what a hand types on one row has fewer. */
const DIFFERENT_CHARACTERS = 10;
const PLACEHOLDER = /change.?me|example|replace|^your|password|^secret|x{6}|<|>/i;
const MAKE_ONE = "Make one by: openssl rand -base64 32";

/** Secrets that are set are random, different from each other and private. */
export const secrets: Check = async ({ env }) => {
  const set = NAMES.flatMap((name) => (env[name] ? [{ name, value: env[name] }] : []));
  for (const { name, value } of set) {
    if (PLACEHOLDER.test(value)) throw new Fault(`${name} is a placeholder.`, MAKE_ONE);
    if (new Set(value).size < DIFFERENT_CHARACTERS) throw new Fault(`${name} is easy to guess.`, MAKE_ONE);
    const twin = set.find((other) => other.name !== name && other.value === value);
    if (twin) throw new Fault(`${name} and ${twin.name} are the same.`, MAKE_ONE);
  }
  if (env.SCHEDULER === "off" && !env.CRON_SECRET)
    throw new Fault("CRON_SECRET is not set, so with SCHEDULER=off nothing calls the cron routes.", MAKE_ONE);
  if (existsSync(".env") && process.platform !== "win32" && (statSync(".env").mode & 0o077) !== 0)
    throw new Fault("Others on this machine can read .env.", "chmod 600 .env");
  const kept = env.ROLLCALL_SECRET ? "" : "; ROLLCALL_SECRET is kept in the database, and so in its backups";
  return `${set.length} set, all random${kept}`;
};

/** Browsers come by HTTPS, through a proxy that is counted. */
export const address: Check = async ({ env }) => {
  if (!env.PUBLIC_URL)
    throw new Fault(
      "PUBLIC_URL is not set.",
      "Set it to the address that browsers use, such as https://rollcall.example.org",
    );
  if (!env.PUBLIC_URL.startsWith("https:"))
    throw new Fault(`Browsers reach ${env.PUBLIC_URL} without TLS.`, "Put nginx or Caddy in front: docs/production.md");
  if (env.TRUST_PROXY === 0)
    throw new Fault(
      "TRUST_PROXY is 0: every client seems to come from the proxy, and all share one limit of failed sign-ins.",
      "Set TRUST_PROXY to the number of proxies in front, mostly 1.",
    );
  return `${env.PUBLIC_URL}, behind ${env.TRUST_PROXY} ${env.TRUST_PROXY === 1 ? "proxy" : "proxies"}`;
};
