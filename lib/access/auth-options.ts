/** Whether operators may sign in by an OpenID provider. */
export function hasOidc(env: { OIDC_ISSUER?: string; OIDC_CLIENT_ID?: string }): boolean {
  return Boolean(env.OIDC_ISSUER && env.OIDC_CLIENT_ID);
}
