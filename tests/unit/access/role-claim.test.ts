import { describe, expect, it } from "vitest";
import { parseRoles, roleOf } from "@/lib/access/role-claim";

const rules = { claim: "groups", roles: "ops=operator, team=a=admin", otherwise: "viewer" as const };

describe("the role of a claim", () => {
  it.each([
    [{ groups: ["ops"] }, "operator"],
    [{ groups: "ops" }, "operator"],
    [{ groups: ["ops", "team=a"] }, "admin"],
    [{ groups: ["others", 1, null] }, "viewer"],
    [{ groups: { ops: true } }, "viewer"],
    [{}, "viewer"],
  ])("%o is %s", (claims, role) => expect(roleOf(claims, rules)).toBe(role));

  it("is looked for where the dots lead, but under no name that objects have anyway", () => {
    expect(roleOf({ realm: { roles: ["ops"] } }, { ...rules, claim: "realm.roles" })).toBe("operator");
    expect(roleOf({}, { ...rules, claim: "constructor.name", roles: "Object=admin" })).toBe("viewer");
  });

  it("is none where strangers are refused", () => {
    expect(roleOf({ groups: ["others"] }, { ...rules, otherwise: "none" })).toBeNull();
    expect(roleOf({ groups: ["ops"] }, { ...rules, otherwise: "none" })).toBe("operator");
  });

  it.each(["ops", "ops=root", "=admin", "ops=admin,x"])("has no rule %s", (text) =>
    expect(parseRoles(text)).toBeNull(),
  );
});
