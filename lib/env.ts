import { z } from "zod";
import { parseRoles } from "./access/role-claim";
import { parseAllowance } from "./outbound/allow";

const port = z.coerce.number().int().min(0).max(65535);
const days = z.coerce.number().positive().max(36500);
const optional = z
  .string()
  .transform((value) => value.trim() || undefined)
  .optional();

const isOrigin = (value: string | undefined) => value === undefined || /^https?:\/\/[^/?#@\s]+\/?$/i.test(value);
/** What can stand behind `Authorization: Bearer`. */
const isBearer = (least: number) => (value: string | undefined) =>
  value === undefined || (value.length >= least && /^[!-~]{1,500}$/.test(value));
const isSmtp = (value: string | undefined) =>
  value === undefined || (URL.canParse(value) && /^smtps?:\/\/[^/]/i.test(value));
const isHttp = (value: string | undefined) => value === undefined || (URL.canParse(value) && /^https?:/i.test(value));
const originOf = (value: string | undefined) => value && new URL(value).origin;

/** Every environment variable that Rollcall reads, with its default. `.env.example` explains the same list to operators. */
export const envSchema = z.object({
  /** Port of the HTTP server. */
  PORT: port.default(3000),
  /** Address the HTTP server binds. Anything but loopback needs TLS in front. */
  HOST: z.string().default("127.0.0.1"),
  /** `deno` (default) or `node`: what `npm start` runs the server on. */
  RUNTIME: z.enum(["deno", "node"]).default("deno"),
  /** A plain PostgreSQL URL. Unset (and no POSTGRES_URL): Rollcall starts its own PostgreSQL. */
  DATABASE_URL: optional,
  /** The URL of a Vercel or Neon database; driven by `@vercel/postgres`. */
  POSTGRES_URL: optional,
  /** `host:port/path` of a WebSocket-to-TCP proxy through which `@vercel/postgres` reaches a plain PostgreSQL. */
  POSTGRES_WS_PROXY: optional,
  /** Connections by which this process answers requests; upkeep and live updates take up to three more. */
  DATABASE_POOL_MAX: z.coerce.number().int().min(3).max(500).default(16),
  /** Seconds after which a question to the database is given up. Upkeep has limits of its own. */
  DATABASE_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(3600).default(30),
  /** Folder of the embedded PostgreSQL and of generated secrets. */
  ROLLCALL_DATA_DIR: z.string().default(".data"),
  /** Key that signs and hashes (API keys, sessions). Unset: made at first start and kept in the database. */
  ROLLCALL_SECRET: optional.refine((v) => v === undefined || v.length >= 32, "must have 32 characters or more"),
  /** The `ROLLCALL_SECRET` before this one: what it has sealed can still be opened. */
  ROLLCALL_SECRET_PREVIOUS: optional,
  /** An admin API key of the operator's choice, so an installation can be scripted. */
  ADMIN_API_KEY: optional.refine(isBearer(32), "must be 32 to 500 printable ASCII characters without spaces"),
  /** The address at which browsers reach Rollcall, such as `https://rollcall.example.org`. Unset: as each request says. */
  PUBLIC_URL: optional.refine(isOrigin, "must be http(s)://host[:port], without a path").transform(originOf),
  /** How many proxies of yours stand in front and add to `X-Forwarded-For`. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** The token of the set-up page. Unset: `npm start` prints one. */
  SETUP_TOKEN: optional.refine((v) => v === undefined || v.length >= 24, "must have 24 characters or more"),
  /** Issuer of the OpenID provider by which operators may sign in. */
  OIDC_ISSUER: optional.refine((v) => v === undefined || URL.canParse(v), "must be a URL"),
  /** What the provider calls Rollcall. */
  OIDC_CLIENT_ID: optional,
  /** Rollcall's secret at the provider. */
  OIDC_CLIENT_SECRET: optional,
  /** The provider's name on the sign-in page. */
  OIDC_NAME: z.string().max(60).default("single sign-on"),
  /** The claim that says who an operator is, a text or a list; dots lead into objects. */
  OIDC_ROLE_CLAIM: optional,
  /** Roles by values of that claim: `value=role`, joined by commas. */
  OIDC_ROLES: optional.refine((v) => v === undefined || parseRoles(v) !== null, "must be value=role,value=role"),
  /** The role of whom the claim gives none; `none` refuses them. Never admin. */
  OIDC_DEFAULT_ROLE: z.enum(["operator", "viewer", "none"]).default("viewer"),
  /** Bearer token of the cron routes. Unset: they answer 503. */
  CRON_SECRET: optional.refine(isBearer(16), "must be 16 to 500 printable ASCII characters without spaces"),
  /** `internal`: this process folds rollups and keeps retention itself. `off`: only the cron routes do. */
  SCHEDULER: z.enum(["internal", "off"]).default("internal"),
  /** Networks, addresses and hosts beside the public internet that notices may be sent to, joined by commas. */
  OUTBOUND_ALLOW: optional.refine(
    (v) => parseAllowance(v) !== null,
    "must be networks, addresses or hosts, with commas",
  ),
  /** The mail server of e-mail channels that name none of their own. */
  SMTP_URL: optional.refine(isSmtp, "must be smtp://user:password@host:port, or smtps://"),
  /** Called each minute in which alerts were evaluated, so that somebody notices when they no longer are. */
  DEADMAN_URL: optional.refine(isHttp, "must be an http(s) URL"),
  /** Least severe level that is logged. */
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** `off`: this process measures nothing of itself, and `/metrics` answers 404. */
  METRICS: z.enum(["on", "off"]).default("on"),
  /** Requests per second and API key before 429. */
  RATE_LIMIT_PER_SECOND: z.coerce.number().int().positive().default(1000),
  /** Events that may wait for a commit before 503. */
  INGEST_BUFFER_EVENTS: z.coerce.number().int().min(500).default(20_000),
  /** Open event streams per process before 503. */
  STREAM_MAX_CLIENTS: z.coerce.number().int().positive().default(2000),
  /** Days that raw events and job runs are kept. Older events are refused as `too_old`. */
  RETENTION_RAW_DAYS: days.default(7),
  /** Days that minute rollups are kept. */
  RETENTION_MINUTE_DAYS: days.default(7),
  /** Days that hourly rollups are kept. */
  RETENTION_HOURLY_DAYS: days.default(90),
  /** Days that daily rollups are kept. */
  RETENTION_DAILY_DAYS: days.default(730),
  /** Months that monthly rollups are kept; 0 keeps them for ever. */
  RETENTION_MONTHLY_MONTHS: z.coerce.number().int().min(0).default(0),
});

export type Env = z.infer<typeof envSchema>;

/**
 * Parses the environment. Throws one Error that names every variable at fault and what it must be.
 * @param source the variables, `process.env` in practice
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = envSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(
    `The environment is not usable:\n${faults.join("\n")}\nSee .env.example for what each variable means.`,
  );
}

let cached: Env | undefined;

/** The parsed environment of this process, read once. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
