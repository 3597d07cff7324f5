import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { eventually } from "./wait";

/** What the provider says of somebody, by login name. */
export type Accounts = Record<string, { email: string; email_verified: boolean; name: string; groups?: string[] }>;

/** An OpenID provider of a test's own, in a process of its own. */
export interface OidcProvider {
  issuer: string;
  /** The settings by which Rollcall signs operators in there. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts a provider. @param redirectUri where Rollcall wants browsers sent back to */
export async function startOidc(port: number, redirectUri: string, accounts: Accounts): Promise<OidcProvider> {
  const issuer = `http://127.0.0.1:${port}`;
  const args = ["tests/support/oidc-process.mjs", String(port), redirectUri, JSON.stringify(accounts)];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: "ignore" });
  await eventually(async () => (await fetch(`${issuer}/.well-known/openid-configuration`)).ok, 20_000);
  return {
    issuer,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "rollcall",
      OIDC_CLIENT_SECRET: "rollcall-secret-at-the-provider",
      OIDC_NAME: "Test Provider",
    },
    stop: async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

/** A browser that follows redirects, keeps cookies by origin and fills in the provider's forms. */
export class Journey {
  readonly #jar = new Map<string, Map<string, string>>();

  /** @param site the name by which browsers know a server @param url where it really listens */
  constructor(
    private readonly site: string,
    private readonly url: string,
  ) {}

  /** The cookies of an origin, as a browser sends them. */
  cookiesOf(origin: string): string {
    return [...(this.#jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Opens an address and goes on until an answer leads nowhere. @returns that answer and its address */
  async open(address: string, body?: URLSearchParams): Promise<{ url: URL; response: Response; text: string }> {
    let url = new URL(address);
    let sent = body;
    for (let hops = 0; hops < 20; hops++) {
      const init = sent ? { method: "POST", body: sent } : {};
      const headers = { cookie: this.cookiesOf(url.origin), accept: "text/html" };
      const response = await fetch(url, { ...init, headers, redirect: "manual" });
      this.#keep(url.origin, response);
      const location = response.headers.get("location");
      if (!location) return { url, response, text: await response.text() };
      url = new URL(new URL(location, url).href.replace(this.site, this.url));
      sent = undefined;
    }
    throw new Error(`No end of redirects at ${url}`);
  }

  /** Signs in at the provider as this account, from the address where Rollcall begins it. */
  async signIn(begin: string, login: string): Promise<{ url: URL; response: Response; text: string }> {
    const form = await this.open(begin);
    const action = /action="([^"]+)"/.exec(form.text)?.[1];
    if (!action) throw new Error(`No form at ${form.url}: ${form.text.slice(0, 500)}`);
    const consent = await this.open(action, new URLSearchParams({ prompt: "login", login, password: "any" }));
    const next = /action="([^"]+)"/.exec(consent.text)?.[1];
    if (!next || !consent.text.includes('value="consent"')) return consent;
    return this.open(next, new URLSearchParams({ prompt: "consent" }));
  }

  #keep(origin: string, response: Response): void {
    const cookies = this.#jar.get(origin) ?? new Map<string, string>();
    this.#jar.set(origin, cookies);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "" || /max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }
}
