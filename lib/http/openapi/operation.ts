import type { ZodObject, ZodType } from "zod";
import type { Scope } from "../../access/scope";

/** A body by media type: a schema, or null for what JSON Schema cannot describe. */
export type Content = Record<string, ZodType | null>;

/** One answer of an operation. */
export interface Answer {
  description: string;
  content?: Content;
}

/** One method of one path, as the API reference tells it. */
export interface Operation {
  method: "get" | "post" | "patch" | "delete";
  /** With path parameters in braces. */
  path: string;
  id: string;
  tag: string;
  summary: string;
  /** Who may call it: a key's scope, the scheduler, an operator who is signed in, or anybody. */
  access: Scope | "cron" | "session" | "anyone";
  query?: ZodObject;
  body?: { content: Content; required: boolean; gzip?: boolean };
  answers: Record<number, Answer>;
  /** Statuses that are answered by a Problem. */
  problems: number[];
}

/** JSON in the given shape. */
export const asJson = (schema: ZodType): Content => ({ "application/json": schema });
