import type { ZodError, ZodType } from "zod";
import { LIMITS } from "../events/limits";
import { storableValue } from "../events/text";
import { readText } from "./body";
import { exceedsDepth } from "./depth";
import { requireJson } from "./media-type";
import { badRequest, type InputFault, unprocessable } from "./problem";

/** Parses JSON text. @throws Problem 400 that says where it went wrong, without the text around it */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("The body is not valid JSON.");
  }
}

/**
 * Reads a JSON body and checks it against a schema, with what PostgreSQL cannot store in its texts replaced.
 * @throws Problem 400 (not JSON, too deep), 413, 415, 422 with the faults by path
 */
export async function readJson<T>(request: Request, schema: ZodType<T>): Promise<T> {
  requireJson(request.headers.get("content-type"));
  const value = parseJson(await readText(request));
  if (exceedsDepth(value, LIMITS.depth)) throw badRequest("The body nests too deep.");
  const parsed = schema.safeParse(storableValue(value));
  if (!parsed.success) throw unprocessable("The body does not fit.", inputFaults(parsed.error));
  return parsed.data;
}

/**
 * Checks the query string of a request against a schema of strings. A parameter without a value is one that is left out.
 * @throws Problem 400 with the faults by parameter
 */
export function readQuery<T>(request: Request, schema: ZodType<T>): T {
  const given = [...new URL(request.url).searchParams].filter(([, value]) => value !== "");
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  return parsed.data;
}

/** What zod found, as problem details tell it. */
export function inputFaults(error: ZodError): InputFault[] {
  return error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
}
