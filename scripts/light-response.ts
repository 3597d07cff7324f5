// Put in place of `Response` throughout the server's bundle by scripts/build.mjs.
import { getRequestListener } from "@hono/node-server";

const native = { Request: globalThis.Request, Response: globalThis.Response };
// The adapter's own Response goes to the socket without a Headers or a stream being built for it. It comes by replacing the
// globals, which Next's middleware does not survive, so they are put back and only the lane's handlers get it.
getRequestListener(() => undefined, { overrideGlobalObjects: true });
const LightResponse = globalThis.Response;
for (const name of ["Request", "Response"] as const) {
  Object.defineProperty(globalThis, name, { value: native[name], configurable: true, writable: true });
}

export { LightResponse as Response };
