/** What an operator may be, the mightiest first. */
export const ROLES = ["admin", "operator", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** What can be allowed to an operator. */
export const PERMISSIONS = [
  "read",
  "messages.read",
  "bots.manage",
  "alerts.manage",
  "keys.manage",
  "users.manage",
  "audit.read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may do what: the one table of it. */
const ALLOWED: Record<Role, ReadonlySet<Permission>> = {
  admin: new Set(PERMISSIONS),
  operator: new Set<Permission>(["read", "messages.read", "bots.manage", "alerts.manage"]),
  viewer: new Set<Permission>(["read"]),
};

/** Whether a role allows this. */
export function may(role: Role, permission: Permission): boolean {
  return ALLOWED[role].has(permission);
}

/** Whether a text names a role. */
export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}
