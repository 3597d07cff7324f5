import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type { Database } from "../db/client";
import type { Env } from "../env";
import { log } from "../telemetry/log";
import { hasOidc } from "./auth-options";
import { sessionSecret } from "./installation";
import { authSchema, findUser } from "./operators/store";
import { roleOf } from "./role-claim";
import { followClaim } from "./role-sync";

/** The provider's id in paths and accounts. */
export const OIDC = "oidc";
const SESSION_SECONDS = 7 * 24 * 3600;
/** By which we tell better-auth the caller's address; what a client sends under this name is dropped. */
export const ADDRESS_HEADER = "x-rollcall-address";

/** What better-auth is made from: the process's runtime has it. */
export interface AuthContext {
  db: Database;
  now: () => Date;
  env: Env;
}

/** better-auth, as far as we use it: it answers requests by its own paths under /api/auth. Nobody else reaches it. */
export interface Auth {
  handler(request: Request): Promise<Response>;
}

const instances = new WeakMap<Database, Promise<Auth>>();

/** The one better-auth of a database. */
export function authOf(context: AuthContext): Promise<Auth> {
  let instance = instances.get(context.db);
  if (!instance) {
    instance = createAuth(context);
    instance.catch(() => instances.delete(context.db));
    instances.set(context.db, instance);
  }
  return instance;
}

async function createAuth({ db, now, env }: AuthContext): Promise<Auth> {
  return betterAuth({
    secret: await sessionSecret({ db, env }),
    // Requests come from our own routes only, which have judged their host and origin.
    baseURL: { allowedHosts: ["*"], protocol: "auto" },
    basePath: "/api/auth",
    database: drizzleAdapter(db, { provider: "pg", schema: authSchema, transaction: true }),
    telemetry: { enabled: false },
    logger: { log: (level, message) => log.debug("better-auth", { says: message, as: level }) },
    // Sign-in is limited by account and address in sign-in.ts, and counted in the database.
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    account: {
      updateAccountOnSignIn: false,
      // Operators are added by administrators, who vouch for the address; the provider must vouch for it too.
      accountLinking: { enabled: true, trustedProviders: [] },
    },
    user: {
      additionalFields: { role: { type: "string", required: false, input: true } },
      validateUserInfo: async ({ user, source }) => {
        const claims = source.oauth?.profile ?? {};
        // Whoever only claims an address must not take the place of whom an administrator may add by it.
        if (source.action === "create-user" && isUnverified(claims.email_verified))
          return { error: "email_not_verified" };
        const role = roleOf(claims, roleClaim(env));
        if (!role) return { error: "no_role" };
        if (source.action !== "create-user")
          await followClaim({ db, now: now() }, String(user.id), claims, roleClaim(env));
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => ((await findUser(db, userId))?.disabledAt === null ? undefined : false),
        },
      },
      account: {
        // We call nobody on an operator's behalf: the provider's tokens are not kept.
        create: { before: async (account) => ({ data: { ...account, ...NO_TOKENS } }) },
      },
    },
    advanced: {
      cookiePrefix: "rollcall",
      // Whether a cookie is Secure depends on how each request came: sign-in.ts sees to it.
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    plugins: hasOidc(env) ? [oidc(env)] : [],
  });
}

/** Providers that say nothing of it vouch for every address that they tell. */
const isUnverified = (claim: unknown): boolean => claim === false || claim === "false";

const NO_TOKENS = { accessToken: null, refreshToken: null, idToken: null };

function oidc(env: Env) {
  const issuer = (env.OIDC_ISSUER ?? "").replace(/\/$/, "");
  return genericOAuth({
    config: [
      {
        providerId: OIDC,
        name: env.OIDC_NAME,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId: env.OIDC_CLIENT_ID ?? "",
        clientSecret: env.OIDC_CLIENT_SECRET,
        scopes: ["openid", "email", "profile"],
        pkce: true,
        // One from whom the role is withheld never gets as far as being stored: validateUserInfo refuses.
        mapProfileToUser: (claims) => ({
          name: String(claims.name || claims.email || "operator").slice(0, 200),
          image: undefined,
          role: roleOf(claims, roleClaim(env)) ?? "viewer",
        }),
      },
    ],
  });
}

const roleClaim = (env: Env) => ({
  claim: env.OIDC_ROLE_CLAIM,
  roles: env.OIDC_ROLES,
  otherwise: env.OIDC_DEFAULT_ROLE,
});
