import { type Address, isPublic, isWithin, type Network, parseAddress, parseNetwork } from "./address";

/** Where Rollcall may connect to beside the public internet. */
export interface Allowance {
  networks: readonly Network[];
  /** Host names, in lower case, whatever they resolve to. */
  hosts: ReadonlySet<string>;
}

/** Reads `OUTBOUND_ALLOW`: networks, addresses and host names, joined by commas. Null for what is none of these. */
export function parseAllowance(text: string | undefined): Allowance | null {
  const networks: Network[] = [];
  const hosts = new Set<string>();
  for (const entry of (text ?? "").split(",").map((part) => part.trim().toLowerCase())) {
    if (entry === "") continue;
    const network = parseNetwork(entry);
    // A text of digits and dots alone is a mistaken address, never a name.
    if (network) networks.push(network);
    else if (/^[a-z0-9]([a-z0-9_.-]*[a-z0-9])?$/.test(entry) && /[a-z]/.test(entry)) hosts.add(entry);
    else return null;
  }
  return { networks, hosts };
}

/** Whether a connection to this address may be made for a host of that name. */
export function isAllowed(address: Address, host: string, { networks, hosts }: Allowance): boolean {
  return isPublic(address) || hosts.has(host.toLowerCase()) || networks.some((network) => isWithin(address, network));
}

/**
 * Whether a host is refused as it stands, without asking anybody: an inner address, or `localhost`.
 * @param host as `URL.hostname` tells it
 */
export function isPlainlyInner(host: string, allowance: Allowance): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  const address = parseAddress(name) ?? (/(^|\.)localhost\.?$/.test(name) ? [127, 0, 0, 1] : null);
  return address !== null && !isAllowed(address, name, allowance);
}
