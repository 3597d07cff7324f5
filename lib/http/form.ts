import type { ZodType } from "zod";
import { isSameOrigin } from "../access/origin";
import { isUnavailable } from "../db/errors";
import { storableValue } from "../events/text";
import { readText } from "./body";
import { inputFaults, readJson } from "./json";
import { forbidden, isProblem, unprocessable } from "./problem";
import { json, respond } from "./respond";

/** What a form led to: where the browser goes on, what it is to keep, and what a script is told instead. */
export interface FormAnswer {
  path: string;
  cookies: string[];
  body: unknown;
}

/** A form as it was sent, its fields not yet checked. */
export interface Form<T> {
  /** The page that has the form, for when it was not well filled. */
  back: (fields: URLSearchParams) => string;
  schema: ZodType<T>;
  /** The address at which browsers reach us, where it is not the host that they ask for. */
  site: string | undefined;
}

/** What a page is told by `?error=` of the status that a script would get. */
const ERRORS: Record<number, string> = {
  401: "refused",
  403: "forbidden",
  409: "done",
  410: "gone",
  422: "invalid",
  429: "often",
  503: "away",
};

/**
 * Answers a form of our own pages, which work without JavaScript: a browser is sent on by 303, to where the form leads or back
 * to it with a word on what was wrong. Whoever sends JSON gets JSON, and problems as elsewhere.
 */
export function respondToForm<T>(
  request: Request,
  form: Form<T>,
  handler: (fields: T) => Promise<FormAnswer>,
): Promise<Response> {
  const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  if (isForm) return sendOn(request, form, handler);
  return respond(request, async () => {
    requireOwnPages(request.headers, form.site, false);
    const { cookies, body } = await handler(await readJson(request, form.schema));
    return withCookies(json(body), cookies);
  });
}

/** Sends a browser on to another page of ours. */
export function seeOther(path: string, cookies: string[] = []): Response {
  return withCookies(
    new Response(null, { status: 303, headers: { location: path, "cache-control": "no-store" } }),
    cookies,
  );
}

function sendOn<T>(request: Request, form: Form<T>, handler: (fields: T) => Promise<FormAnswer>): Promise<Response> {
  return respond(request, async () => {
    requireOwnPages(request.headers, form.site, true);
    const fields = new URLSearchParams(await readText(request));
    try {
      const parsed = form.schema.safeParse(storableValue(Object.fromEntries(fields)));
      if (!parsed.success) throw unprocessable("The form is not well filled.", inputFaults(parsed.error));
      const { path, cookies } = await handler(parsed.data);
      return seeOther(path, cookies);
    } catch (error) {
      const status = isUnavailable(error) ? 503 : isProblem(error) ? error.status : 500;
      const code = ERRORS[status];
      if (!code) throw error;
      const back = form.back(fields);
      return seeOther(`${back}${back.includes("?") ? "&" : "?"}error=${code}`);
    }
  });
}

/** A foreign page can send a form in the browser's name, JSON only when we let it, and tells its origin then. */
function requireOwnPages(headers: Headers, site: string | undefined, isForm: boolean): void {
  const isBrowser = isForm || headers.has("origin") || headers.has("sec-fetch-site");
  if (isBrowser && !isSameOrigin(headers, site)) throw forbidden("This must come from Rollcall's own pages.");
}

function withCookies(response: Response, cookies: string[]): Response {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
