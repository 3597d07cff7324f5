/** The token of an `Authorization: Bearer …` header; null for none, another scheme, or what is too long to be one. */
export function bearerOf(authorization: string | null): string | null {
  if (authorization === null || authorization.length > 600) return null;
  if (authorization.startsWith("Bearer rc_")) return authorization.slice(7).trimEnd();
  return /^bearer +(\S+)\s*$/i.exec(authorization)?.[1] ?? null;
}
