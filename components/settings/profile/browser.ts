/**
 * What a browser calls itself, as people call it.
 *
 *     browserName("Mozilla/5.0 (X11; Linux x86_64) … Chrome/141.0.0.0 Safari/537.36") "Chrome on Linux"
 *     browserName("curl/8.5.0")                                                      "curl"
 *     browserName(null)                                                              "Unknown browser"
 */
export function browserName(userAgent: string | null): string {
  if (!userAgent) return "Unknown browser";
  const first = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = first([
    [/Edg(e|A|iOS)?\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\/|FxiOS\//, "Firefox"],
    [/HeadlessChrome\/|Chrome\/|CriOS\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = first([
    [/iPhone|iPad/, "iOS"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "macOS"],
    [/CrOS/, "ChromeOS"],
    [/Linux/, "Linux"],
  ]);
  if (!browser) return /^[A-Za-z][\w.-]*/.exec(userAgent)?.[0] ?? "Unknown browser";
  return system ? `${browser} on ${system}` : browser;
}
