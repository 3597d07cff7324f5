/** The header by which our own server tells from whose address a request came. */
export const PEER_HEADER = "x-rollcall-peer";

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const TOLD = Symbol.for("rollcall.access.peer-told");
const held = globalThis as { [TOLD]?: boolean };

/** Called by a server that writes {@link PEER_HEADER} itself: from now on it is believed. */
export function tellPeers(): void {
  held[TOLD] = true;
}

/**
 * The address that a request came from, as far as it can be known: what the trusted proxies added, else the peer. Null where
 * whatever is said could have been made up by the caller.
 * @param proxies how many entries of `X-Forwarded-For`, from its end, were written by proxies that are trusted
 */
export function callerOf(headers: Headers, { TRUST_PROXY: proxies }: { TRUST_PROXY: number }): string | null {
  const peer = held[TOLD] ? headers.get(PEER_HEADER) : null;
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  const address = proxies > 0 ? forwarded.at(-proxies) || peer : peer;
  return address && /^[0-9a-fA-F.:]{2,45}$/.test(address) ? address : null;
}

/**
 * Where the caller's browser finds Rollcall: `PUBLIC_URL`, else the host that it asked for.
 * @param headers of the request; a host that is no host name counts as localhost
 */
export function siteOf(headers: Headers, { PUBLIC_URL }: { PUBLIC_URL?: string }): string {
  if (PUBLIC_URL) return PUBLIC_URL;
  const host = headers.get("host") ?? "";
  const protocol = headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https" ? "https" : "http";
  const url = `${protocol}://${host}`;
  return /^[A-Za-z0-9.\-_:[\]]{1,255}$/.test(host) && URL.canParse(url) ? new URL(url).origin : "http://localhost";
}

/** A path of our own to go to after sign-in; the front page for whatever might lead elsewhere. */
export function pathOfOurs(next: string | null | undefined): string {
  if (!next || next.length > 2000 || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return "/";
  try {
    const url = new URL(next, "http://ours.invalid");
    // Resolving dots may leave two slashes in front, which lead to another host.
    const isPage =
      url.origin === "http://ours.invalid" &&
      !url.pathname.startsWith("//") &&
      !/^\/(sign-in|sign-out|set-up|invitation|api)(\/|$)/.test(url.pathname);
    return isPage ? url.pathname + url.search : "/";
  } catch {
    return "/";
  }
}
