// The command line of API keys: npm run keys -- create --name NAME --scope SCOPE | list | revoke ID
import { runTypeScript } from "./run-typescript.mjs";

await runTypeScript("keys");
