import { describe, expect, it } from "vitest";
import { isRole, may, PERMISSIONS, type Permission } from "@/lib/access/roles";

const allowed = (role: Parameters<typeof may>[0]): Permission[] => PERMISSIONS.filter((one) => may(role, one));

describe("the roles", () => {
  it("let a viewer read, and no more", () => expect(allowed("viewer")).toEqual(["read"]));

  it("let an operator run the bots, and see what they say", () =>
    expect(allowed("operator")).toEqual(["read", "messages.read", "bots.manage", "alerts.manage"]));

  it("let an administrator do everything", () => expect(allowed("admin")).toEqual([...PERMISSIONS]));

  it.each(["", "root", "Admin", "constructor", null, undefined, 1])("do not know %s", (text) =>
    expect(isRole(text)).toBe(false),
  );
});
