import { isRole, ROLES, type Role } from "./roles";

/** How the provider's claims become a role. */
export interface RoleClaim {
  /** The claim to look at; dots lead into objects. Undefined: none is. */
  claim: string | undefined;
  /** `value=role` pairs, joined by commas. */
  roles: string | undefined;
  /** What whoever the claim says nothing of becomes. */
  otherwise: Role | "none";
}

/**
 * The role that claims give, the mightiest where several fit; null for nobody who may sign in.
 *
 *     roleOf({ groups: ["ops"] }, { claim: "groups", roles: "ops=operator", otherwise: "viewer" }) "operator"
 */
export function roleOf(claims: Record<string, unknown>, { claim, roles, otherwise }: RoleClaim): Role | null {
  const found = claim === undefined ? undefined : memberOf(claims, claim);
  const values = new Set((Array.isArray(found) ? found : [found]).filter((value) => typeof value === "string"));
  const known = parseRoles(roles ?? "") ?? [];
  const given = ROLES.find((role) => known.some((pair) => pair.role === role && values.has(pair.value)));
  return given ?? (otherwise === "none" ? null : otherwise);
}

/** The pairs of a text such as `platform-team=admin,support=operator`; null where it is none. */
export function parseRoles(text: string): { value: string; role: Role }[] | null {
  const pairs: { value: string; role: Role }[] = [];
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const at = part.lastIndexOf("=");
    const [value, role] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || value === "" || !isRole(role)) return null;
    pairs.push({ value, role });
  }
  return pairs;
}

/** A claim by its own name, else by the way that the dots lead. */
function memberOf(claims: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
