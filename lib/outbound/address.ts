/** An IP address as its bytes: 4 of IPv4, 16 of IPv6. */
export type Address = readonly number[];

/** A network: every address whose first `bits` are those of `base`. */
export interface Network {
  base: Address;
  bits: number;
}

/** Reads an IPv4 address of four decimal numbers, or an IPv6 address without zone or brackets; null for all else. */
export function parseAddress(text: string): Address | null {
  return text.includes(":") ? parseIPv6(text) : parseIPv4(text);
}

/** Reads `10.0.0.0/8`, or an address for the network of it alone; null for all else. */
export function parseNetwork(text: string): Network | null {
  const [address = "", prefix, ...more] = text.split("/");
  const base = parseAddress(address);
  if (!base || more.length > 0) return null;
  if (prefix === undefined) return { base, bits: base.length * 8 };
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  return bits <= base.length * 8 ? { base, bits } : null;
}

/** Whether an address is of a network. IPv4 is never of an IPv6 network, however it may be mapped into one. */
export function isWithin(address: Address, { base, bits }: Network): boolean {
  if (address.length !== base.length) return false;
  return base.every((byte, at) => {
    const covered = Math.min(8, Math.max(0, bits - at * 8));
    const mask = (0xff << (8 - covered)) & 0xff;
    return (byte & mask) === ((address[at] ?? 0) & mask);
  });
}

/** Whether an address is one of the public internet, and so of nobody's inner network. */
export function isPublic(address: Address): boolean {
  if (address.length === 4) return !NOT_PUBLIC_V4.some((network) => isWithin(address, network));
  // Everything global is here; what maps IPv4 (::ffff:0:0/96, 64:ff9b::/96) lies outside.
  return isWithin(address, GLOBAL_V6) && !NOT_PUBLIC_V6.some((network) => isWithin(address, network));
}

const networks = (texts: string[]): Network[] => texts.map((text) => parseNetwork(text)!);

/** IANA's special-purpose registry, multicast and what is reserved. */
const NOT_PUBLIC_V4 = networks([
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // shared by carriers
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local, and the metadata of clouds
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // relays of 6to4
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, broadcast
]);
const GLOBAL_V6 = parseNetwork("2000::/3")!;
const NOT_PUBLIC_V6 = networks([
  "2001::/23", // protocol assignments, Teredo
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4: holds an IPv4 address
  "3fff::/20", // documentation
]);

function parseIPv4(text: string): Address | null {
  // Without leading zeros: some readers take them for octal.
  const parts = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/
    .exec(text)
    ?.slice(1)
    .map(Number);
  return parts?.every((part) => part <= 255) ? parts : null;
}

function parseIPv6(text: string): Address | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = [bytesOf(halves[0] ?? "", halves.length === 1), bytesOf(halves[1] ?? "", true)];
  if (!head || !tail) return null;
  if (halves.length === 1) return head.length === 16 ? head : null;
  const missing = 16 - head.length - tail.length;
  return missing >= 2 ? [...head, ...Array<number>(missing).fill(0), ...tail] : null;
}

/** The bytes of groups between colons, of which the last may be an IPv4 address where `atEnd`. */
function bytesOf(text: string, atEnd: boolean): number[] | null {
  const bytes: number[] = [];
  const groups = text === "" ? [] : text.split(":");
  for (const [at, group] of groups.entries()) {
    const mapped = atEnd && at === groups.length - 1 ? parseIPv4(group) : null;
    if (mapped) bytes.push(...mapped);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return null;
  }
  return bytes;
}
