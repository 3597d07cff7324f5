/**
 * How much a client wants a media type, by its Accept header: 0 (not at all) to 1. The most specific range that fits counts,
 * as RFC 9110 has it; without a header anything is as welcome.
 *
 *     acceptQuality("text/html,application/json;q=0.8", "application/json") 0.8
 *     acceptQuality("text/html;q=0", "text/html")               0
 *     acceptQuality("application/json", "text/html")            0
 *
 * @param accept the header, null where there is none
 * @param type without parameters, such as `text/html`
 */
export function acceptQuality(accept: string | null, type: string): number {
  if (!accept?.trim()) return 1;
  const ranges = [type, `${type.split("/")[0]}/*`, "*/*"];
  let best = { specificity: ranges.length, quality: 0 };
  for (const part of accept.split(",")) {
    const [range = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const specificity = ranges.indexOf(range);
    if (specificity === -1 || specificity >= best.specificity) continue;
    best = { specificity, quality: qualityOf(parameters) };
  }
  return best.quality;
}

/** 1 where nothing is said, or nothing that is a quality. */
function qualityOf(parameters: readonly string[]): number {
  const told = parameters.find((parameter) => parameter.startsWith("q="));
  const quality = told === undefined ? 1 : Number(told.slice(2));
  return quality >= 0 && quality <= 1 ? quality : 1;
}

/** Whether a page is wanted rather than data. What is as welcome as a page is data: scripts say nothing, browsers do. */
export function prefersPage(accept: string | null): boolean {
  return acceptQuality(accept, "text/html") > acceptQuality(accept, "application/json");
}
