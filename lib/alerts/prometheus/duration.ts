const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;
const SECONDS: Record<string, number> = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

/**
 * Seconds as Prometheus writes them.
 *
 *     prometheusDuration(5400) "1h30m"
 *     prometheusDuration(0)    "0s"
 */
export function prometheusDuration(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.map(([unit, length]) => {
    const whole = Math.floor(rest / length);
    rest -= whole * length;
    return whole > 0 ? `${whole}${unit}` : "";
  });
  return parts.join("") || "0s";
}

/** The seconds of a duration such as `1h30m`; null for what is none. */
export function durationSeconds(text: string): number | null {
  if (text === "0") return 0;
  if (!/^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/.test(text) || text === "") return null;
  return [...text.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * SECONDS[unit!]!,
    0,
  );
}
