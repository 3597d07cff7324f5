import type { Matcher, Recurrence } from "@/lib/alerts/silence";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/**
 * What a silence matches, in words.
 *
 *     matcherWords({ rules: ["bot-offline"], bots: ["press-*"], … }) "rule bot-offline; bot press-*"
 */
export function matcherWords({ rules, severities, subjects, bots, labels }: Matcher): string {
  const some = (name: string, values: readonly string[]) =>
    values.length > 0 ? [`${name} ${values.join(" or ")}`] : [];
  const parts = [
    ...some("rule", rules),
    ...some("severity", severities),
    ...some("subject", subjects),
    ...some("bot", bots),
    ...Object.entries(labels).map(([name, value]) => `${name} = ${value}`),
  ];
  return parts.length > 0 ? parts.join("; ") : "everything";
}

/** When a window returns, in words. */
export const recurrenceWords = ({ days, from, minutes, time_zone }: Recurrence): string =>
  `Each ${days.map((day) => DAYS[day]).join(", ")} from ${from} for ${minutes} minutes (${time_zone}).`;
