import { describe, expect, it } from "vitest";
import { isPublic, isWithin, parseAddress, parseNetwork } from "@/lib/outbound/address";
import { isAllowed, isPlainlyInner, parseAllowance } from "@/lib/outbound/allow";

describe("an address", () => {
  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "172.15.255.255",
    "172.32.0.0",
    "100.63.255.255",
    "192.0.1.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80b::200e",
  ])("%s is public", (text) => expect(isPublic(parseAddress(text)!)).toBe(true));

  it.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "100::1",
  ])("%s is not", (text) => expect(isPublic(parseAddress(text)!)).toBe(false));

  it.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "0x7f.0.0.1",
    "1:2:3",
    "::1::",
    "fe80::1%eth0",
    ":::",
    "g::1",
    "1:2:3:4:5:6:7:8:9",
    "::1.2.3",
    "1.2.3.4::",
  ])("%j is none", (text) => expect(parseAddress(text)).toBeNull());

  it("is of a network by its first bits, never across families", () => {
    const within = (address: string, network: string) => isWithin(parseAddress(address)!, parseNetwork(network)!);
    expect(within("10.1.2.3", "10.0.0.0/8")).toBe(true);
    expect(within("11.0.0.0", "10.0.0.0/8")).toBe(false);
    expect(within("10.0.0.129", "10.0.0.128/25")).toBe(true);
    expect(within("10.0.0.127", "10.0.0.128/25")).toBe(false);
    expect(within("1.2.3.4", "0.0.0.0/0")).toBe(true);
    expect(within("::ffff:10.0.0.1", "10.0.0.0/8")).toBe(false);
    expect(within("fd00::1", "fd00::/8")).toBe(true);
  });
});

describe("OUTBOUND_ALLOW", () => {
  it("opens networks, addresses and names, and nothing else", () => {
    const allowance = parseAllowance("10.20.0.0/16, 127.0.0.1,Hooks.Internal")!;
    const allowed = (address: string, host = "somewhere") => isAllowed(parseAddress(address)!, host, allowance);
    expect([allowed("10.20.3.4"), allowed("127.0.0.1"), allowed("192.168.0.1", "hooks.internal")]).toEqual([
      true,
      true,
      true,
    ]);
    expect([allowed("10.21.0.1"), allowed("127.0.0.2"), allowed("192.168.0.1", "other.internal")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each(["10.0.0.0/33", "10.0.0", "1.2.3.4/x", "a b", "http://x", "/8"])("is refused as %j", (text) =>
    expect(parseAllowance(text)).toBeNull(),
  );

  it.each(["127.0.0.1", "[::1]", "localhost", "LOCALHOST.", "a.localhost", "10.1.1.1", "[::ffff:7f00:1]"])(
    "leaves %s plainly inner",
    (host) => expect(isPlainlyInner(host, parseAllowance("")!)).toBe(true),
  );

  it.each(["example.org", "8.8.8.8", "localhost.example.org"])("says nothing of %s yet", (host) =>
    expect(isPlainlyInner(host, parseAllowance("")!)).toBe(false),
  );
});
