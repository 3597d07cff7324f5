import { sql } from "drizzle-orm";
import {
  bigserial,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** Alert rules, ours and the operators'. What a rule says is one document: see lib/alerts/rule.ts. */
export const alertRules = pgTable("alert_rules", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  enabled: boolean("enabled").notNull(),
  /** Shipped with Rollcall: can be changed and switched off, not deleted. */
  shipped: boolean("shipped").notNull(),
  definition: jsonb("definition").$type<Record<string, unknown>>().notNull(),
  /** Grows with each change of the definition. */
  revision: integer("revision").notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Where each alert stands: one row a rule and subject, from the first tick at which it is not inactive. */
export const alertStates = pgTable(
  "alert_states",
  {
    ruleId: text("rule_id").notNull(),
    /** Kind and id of what is judged, such as `bot:press-1`. */
    subject: text("subject").notNull(),
    status: text("status").notNull(),
    reason: text("reason"),
    since: instant("since").notNull(),
    evaluatedAt: instant("evaluated_at").notNull(),
    value: doublePrecision("value"),
    incidentId: text("incident_id"),
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.subject] })],
);

/** The tick: one row, which whoever evaluates holds locked. */
export const alertClock = pgTable("alert_clock", {
  id: integer("id").primaryKey(),
  tickedAt: instant("ticked_at").notNull(),
  /** The end of the last absence of Rollcall: what was not heard before is held against nobody. */
  listeningSince: instant("listening_since").notNull().default(sql`'epoch'`),
  /** How long the last one took, in ms, and what it did. */
  tookMs: doublePrecision("took_ms"),
  found: jsonb("found").$type<Record<string, number>>(),
});

/** What fired: from its first breach until it is resolved, and kept after. */
export const incidents = pgTable(
  "incidents",
  {
    id: text("id").primaryKey(),
    /** Stable for the incident's life and unique to it; receivers recognise it by this. */
    dedupKey: text("dedup_key").notNull().unique(),
    /** `rollcall`, or `alertmanager` for what came in by its webhook. */
    source: text("source").notNull(),
    /** Null for what came from outside. */
    ruleId: text("rule_id"),
    ruleName: text("rule_name").notNull(),
    /** The rule as it stood when it fired. */
    rule: jsonb("rule").$type<Record<string, unknown>>(),
    severity: text("severity").notNull(),
    subject: text("subject").notNull(),
    subjectName: text("subject_name").notNull(),
    /** Bots that it touches. */
    botIds: text("bot_ids").array().notNull(),
    labels: jsonb("labels").$type<Record<string, string>>().notNull(),
    summary: text("summary").notNull(),
    runbookUrl: text("runbook_url"),
    reason: text("reason").notNull(),
    /** Value at firing, and the worst since. */
    value: doublePrecision("value"),
    worstValue: doublePrecision("worst_value"),
    threshold: doublePrecision("threshold"),
    /** `firing` or `resolved`. */
    status: text("status").notNull(),
    /** First breach. */
    startedAt: instant("started_at").notNull(),
    firedAt: instant("fired_at").notNull(),
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    resolvedAt: instant("resolved_at"),
    /** `recovered`, `operator`, `rule_changed`, `subject_gone`, `alertmanager`. */
    resolvedBy: text("resolved_by"),
    /** The operators' mark: `true_positive`, `false_positive`, or none. */
    verdict: text("verdict"),
    /** When somebody was told of it, or would have been had a channel taken it; null while a silence or the like keeps it quiet. */
    toldAt: instant("told_at"),
    /** What keeps it quiet: `silence:…`, or the subject that it depends on. */
    mutedBy: text("muted_by"),
    /** The key of the one notice that told of many incidents together; null where it was told by itself. */
    groupKey: text("group_key"),
    /** Steps of the escalation that were taken. */
    escalatedSteps: integer("escalated_steps").notNull().default(0),
  },
  (t) => [
    index("incidents_fired").on(t.firedAt.desc(), t.id.desc()),
    index("incidents_open").on(t.ruleId, t.subject).where(sql`status = 'firing'`),
    index("incidents_bots").using("gin", t.botIds),
  ],
);

/** What happened to an incident, in order. Rows are added only. */
export const incidentEvents = pgTable(
  "incident_events",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    incidentId: text("incident_id").notNull(),
    at: instant("at").notNull(),
    kind: text("kind").notNull(),
    actorName: text("actor_name"),
    detail: jsonb("detail").$type<Record<string, unknown>>(),
  },
  (t) => [index("incident_events_incident").on(t.incidentId, t.id)],
);

/** Times in which what matches tells nobody: silences, with an end, and maintenance windows, which may return. */
export const silences = pgTable(
  "silences",
  {
    id: text("id").primaryKey(),
    /** `silence` or `maintenance`. */
    kind: text("kind").notNull(),
    /** What it matches: see lib/alerts/silence.ts. */
    matcher: jsonb("matcher").$type<Record<string, unknown>>().notNull(),
    reason: text("reason").notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    /** When a maintenance window returns, and in which time zone; null for once. */
    recurrence: jsonb("recurrence").$type<Record<string, unknown>>(),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [index("silences_ends").on(t.endsAt)],
);
