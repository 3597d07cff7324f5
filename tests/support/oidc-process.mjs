// A real OpenID provider on loopback: node oidc-process.mjs PORT REDIRECT_URI ACCOUNTS, the last as JSON by login name.
import Provider from "oidc-provider";

const [port, redirectUri, accountsText] = process.argv.slice(2);
const accounts = JSON.parse(accountsText);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "rollcall",
      client_secret: "rollcall-secret-at-the-provider",
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  pkce: { required: () => true },
  cookies: { keys: ["a key of this test alone"] },
  findAccount: (_context, id) => accounts[id] && { accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
