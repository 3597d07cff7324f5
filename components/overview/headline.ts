import { countsInWords } from "@/components/alerts/words";
import type { Tone } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";
import type { Dashboard } from "@/lib/stats/dashboard/schema";
import { formatCount } from "@/lib/stats/format";

/** How a health is told: shape, word and colour. */
export interface Look {
  tone: Tone;
  shape: Shape;
  word: string;
}

const LOOKS: Record<string, Look> = {
  ok: { tone: "ok", shape: "check", word: "up" },
  up: { tone: "ok", shape: "check", word: "up" },
  degraded: { tone: "warn", shape: "triangle", word: "degraded" },
  down: { tone: "bad", shape: "cross", word: "down" },
};
const UNKNOWN_LOOK: Look = { tone: "neutral", shape: "ring", word: "not checked" };

/** The look of a status; what nobody has checked lately is not green. */
export const lookOf = (status: string): Look => LOOKS[status] ?? UNKNOWN_LOOK;

/**
 * The whole in one line: how it is, and in words what it is that is not well.
 * @param open alerts that nobody has taken on and nothing mutes, by severity; those that only inform are well
 */
export function headlineOf(
  { attention, dependencies, database, fleet }: Dashboard,
  { info: _, ...open }: Readonly<Record<string, number>> = {},
): Look & { text: string } {
  const named = (status: string) => dependencies.filter((each) => each.status === status).map((each) => each.component);
  const [down, degraded] = [named("down"), named("degraded")];
  const alerts = Object.values(open).reduce((sum, count) => sum + count, 0);
  const faults = [
    ...(alerts > 0 ? [`${countsInWords(open)} ${alerts === 1 ? "alert fires" : "alerts fire"}`] : []),
    ...(database.status === "ok" ? [] : ["Rollcall's database is slow"]),
    ...(down.length > 0 ? [`${listed(down)} ${down.length === 1 ? "is" : "are"} down`] : []),
    ...(degraded.length > 0 ? [`${listed(degraded)} ${degraded.length === 1 ? "is" : "are"} degraded`] : []),
    ...(attention.total > 0
      ? [`${counted(attention.total, "bot")} need${attention.total === 1 ? "s" : ""} attention`]
      : []),
  ];
  if (faults.length === 0) {
    return {
      ...lookOf("up"),
      word: "all well",
      text: `${counted(fleet.bots.total, "bot")}, none of which needs attention.`,
    };
  }
  const urgent =
    (open.critical ?? 0) > 0 || down.length > 0 || attention.by_problem.stuck + attention.by_problem.offline > 0;
  const text = faults.join("; ");
  return {
    ...lookOf(urgent ? "down" : "degraded"),
    word: "needs attention",
    text: `${text[0]!.toUpperCase()}${text.slice(1)}.`,
  };
}

/**
 * A count with its noun.
 *
 *     counted(1, "bot")    "1 bot"
 *     counted(1200, "bot") "1,200 bots"
 */
export const counted = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

/**
 * Names as a list in words, three at most.
 *
 *     listed(["a"])                "a"
 *     listed(["a", "b"])           "a and b"
 *     listed(["a", "b", "c", "d"]) "a, b and 2 more"
 */
export function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? "";
  if (names.length <= 3) return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

/** How many of the newest events stand beside the figures. */
export const MOST_EVENTS = 20;
