/** What an alert can be about. `fleet` is all of it at once; `metric` a metric of a bot's own. */
export const SUBJECT_KINDS = ["bot", "queue", "component", "route", "metric", "fleet"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** One thing that a rule judges. */
export interface Subject {
  kind: SubjectKind;
  /** Unique within the kind; empty for the fleet. */
  id: string;
  /** For people. */
  name: string;
  /** Bots that it is about or that report it. */
  botIds: readonly string[];
}

/** Kind and id in one text, such as `bot:press-1`; what states and incidents are kept by. */
export const subjectKey = ({ kind, id }: Pick<Subject, "kind" | "id">): string => `${kind}:${id}`;
