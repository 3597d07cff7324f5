import type { ErrorDescription } from "./event.ts";

/** Describes whatever was thrown, its causes with it. */
export function describeError(thrown: unknown): ErrorDescription {
  if (!(thrown instanceof Error)) return { message: sayOf(thrown) };
  const description: ErrorDescription = { type: typeOf(thrown), message: messageOf(thrown) };
  return thrown.stack ? { ...description, stack: thrown.stack } : description;
}

/** The system's code (`ENOENT`) where there is one: it says more than `Error`, and groups better. */
function typeOf(error: Error): string {
  if (error.name === "Error" && "code" in error && typeof error.code === "string") return error.code;
  return error.name;
}

function messageOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause && !error.message.includes(cause) ? `${error.message}: ${cause}` : error.message || error.name;
}

function sayOf(thrown: unknown): string {
  try {
    return typeof thrown === "string" ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    return "something that cannot be written was thrown";
  }
}
