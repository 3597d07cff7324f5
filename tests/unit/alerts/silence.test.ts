import { describe, expect, it } from "vitest";
import type { StoredIncident } from "@/lib/alerts/incident-row";
import { muteOf } from "@/lib/alerts/mutes";
import { minutesOfWeek } from "@/lib/alerts/recurrence";
import type { Rule } from "@/lib/alerts/rule";
import { isActive, matcherSchema, matches } from "@/lib/alerts/silence";
import { ruleOf } from "../../support/alert-life";

const now = new Date("2026-03-02T12:00:00Z");
const incidentOf = (changes: Partial<StoredIncident>) =>
  ({
    ...{ id: "inc", ruleId: "rule", severity: "warning", subject: "bot:press-1", botIds: ["press-1"], labels: {} },
    ...changes,
  }) as StoredIncident;

describe("a weekly maintenance window", () => {
  const berlin = { days: [0], from: "01:30", minutes: 120, time_zone: "Europe/Berlin" };

  it.each([
    ["before it", "2026-03-08T00:29:59Z", false],
    ["at its beginning", "2026-03-08T00:30:00Z", true],
    ["at its end", "2026-03-08T02:30:00Z", false],
    ["on another day", "2026-03-09T01:00:00Z", false],
    ["where clocks go forward: at its beginning", "2026-03-29T00:30:00Z", true],
    ["where clocks go forward: by the clock it is past its end", "2026-03-29T01:30:00Z", false],
    ["in summer, an hour earlier by UTC", "2026-07-05T00:29:59Z", true],
    ["in summer, after its end", "2026-07-05T01:30:00Z", false],
    ["where clocks go back: in the hour that comes twice", "2026-10-25T01:10:00Z", true],
    ["where clocks go back: after its end", "2026-10-25T02:30:00Z", false],
  ])("%s", (_, at, holds) => {
    expect(minutesOfWeek(berlin, new Date(at))).toBe(holds);
  });

  it("goes on past midnight, also past the end of the week", () => {
    const night = { days: [6], from: "23:00", minutes: 120, time_zone: "UTC" };
    expect(minutesOfWeek(night, new Date("2026-03-08T00:59:59Z"))).toBe(true);
    expect(minutesOfWeek(night, new Date("2026-03-08T01:00:00Z"))).toBe(false);
    expect(minutesOfWeek(night, new Date("2026-03-07T22:59:59Z"))).toBe(false);
  });

  it("is in force only between its first and its last day", () => {
    const window = { startsAt: now, endsAt: new Date("2026-03-16T00:00:00Z"), recurrence: berlin };
    expect(isActive(window, new Date("2026-03-15T01:00:00Z"))).toBe(true);
    expect(isActive(window, new Date("2026-03-01T01:00:00Z"))).toBe(false);
    expect(isActive(window, new Date("2026-03-22T01:00:00Z"))).toBe(false);
  });
});

describe("a matcher", () => {
  const given = incidentOf({ labels: { team: "print" } });

  it.each([
    [{}, true],
    [{ rules: ["rule"] }, true],
    [{ rules: ["other"] }, false],
    [{ subjects: ["bot:press-*"] }, true],
    [{ subjects: ["queue:*"] }, false],
    [{ bots: ["chat", "press-?"] }, false],
    [{ bots: ["chat", "press-*"], severities: ["warning"] }, true],
    [{ bots: ["press-1"], severities: ["critical"] }, false],
    [{ labels: { team: "pr*" } }, true],
    [{ labels: { team: "print", region: "eu" } }, false],
  ])("%j holds: %s", (matcher, holds) => {
    expect(matches(matcherSchema.parse(matcher), given)).toBe(holds);
  });

  it("of a rule leaves incidents from outside alone, which have none", () => {
    expect(matches(matcherSchema.parse({ rules: ["*"] }), incidentOf({ ruleId: null }))).toBe(false);
  });
});

describe("what depends on something", () => {
  const rules = new Map<string, Rule>(
    [
      ruleOf({ id: "bot", depends_on: ["queue:mail"] }),
      ruleOf({ id: "queue", depends_on: ["component:postgres"] }),
      ruleOf({ id: "database", metric: "dependency.status" }),
      ruleOf({ id: "hen", depends_on: ["bot:egg"] }),
      ruleOf({ id: "egg", depends_on: ["bot:hen"] }),
    ].map((rule) => [rule.id, rule]),
  );
  const quietBy = (incident: StoredIncident, ...firing: StoredIncident[]) =>
    muteOf(incident, { silences: [], firing: [incident, ...firing], rules, now });
  const bot = incidentOf({ id: "b", ruleId: "bot", subject: "bot:press" });
  const queue = incidentOf({ id: "q", ruleId: "queue", subject: "queue:mail" });
  const database = incidentOf({ id: "d", ruleId: "database", subject: "component:postgres" });

  it("is quiet while that fires, directly or through others", () => {
    expect(quietBy(bot)).toBeNull();
    expect(quietBy(bot, database)).toBeNull();
    expect(quietBy(bot, queue, database)).toMatch(/^incident:[qd]$/);
    expect(quietBy(queue, bot, database)).toBe("incident:d");
    expect(quietBy(database, bot, queue)).toBeNull();
  });

  it("in a circle is told: nobody is quiet for want of a root", () => {
    const hen = incidentOf({ id: "h", ruleId: "hen", subject: "bot:hen" });
    const egg = incidentOf({ id: "e", ruleId: "egg", subject: "bot:egg" });
    expect([quietBy(hen, egg), quietBy(egg, hen)]).toEqual([null, null]);
  });
});
