// The operators' commands: npm run ops -- COMMAND, or make COMMAND. `npm run ops -- --help` lists them.
import { runTypeScript } from "./run-typescript.mjs";

await runTypeScript("ops/main");
