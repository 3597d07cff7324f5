import { unsupportedMediaType } from "./problem";

/** What a body of events may be written in. */
export type EventSyntax = "json" | "ndjson";

const SYNTAXES: Record<string, EventSyntax> = { "application/json": "json", "application/x-ndjson": "ndjson" };

/**
 * The syntax that a `Content-Type` names; JSON where there is none.
 * @throws Problem 415 for any other type and for a charset other than UTF-8
 */
export function eventSyntax(contentType: string | null): EventSyntax {
  return syntaxOf(contentType, SYNTAXES);
}

/** Checks that a body is JSON, where nothing else will do. @throws Problem 415 */
export function requireJson(contentType: string | null): void {
  syntaxOf(contentType, { "application/json": "json" });
}

function syntaxOf(contentType: string | null, known: Record<string, EventSyntax>): EventSyntax {
  if (contentType === null || contentType === "application/json") return "json";
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const syntax = known[type];
  if (!syntax) {
    const types = Object.keys(known);
    throw unsupportedMediaType(`Send content-type ${types.join(" or ")}.`, { accept: types.join(", ") });
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw unsupportedMediaType("Only charset utf-8 is understood.");
  return syntax;
}

const YAML = /^(application\/(x-)?yaml|text\/(x-)?yaml|application\/json)$/;

/** Checks that a body says it is YAML, of which JSON is a part. @throws Problem 415 */
export function requireYaml(contentType: string | null): void {
  const [type = ""] = (contentType ?? "").toLowerCase().split(";");
  if (YAML.test(type.trim())) return;
  throw unsupportedMediaType("Send content-type application/yaml.", { accept: "application/yaml, application/json" });
}

/**
 * Whether a `Content-Encoding` says gzip; false for none and for identity.
 * @throws Problem 415 for any other coding, or several
 */
export function isGzip(contentEncoding: string | null): boolean {
  if (contentEncoding === null) return false;
  const coding = contentEncoding.trim().toLowerCase();
  if (coding === "gzip" || coding === "x-gzip") return true;
  if (coding === "" || coding === "identity") return false;
  throw unsupportedMediaType("Content-Encoding may be gzip or absent.", { "accept-encoding": "gzip, identity" });
}
