import { z } from "zod";
import { decodeCursor, encodeCursor } from "../http/cursor";
import { badRequest } from "../http/problem";
import { routingSchema } from "./routing";

export const CHANNEL_KINDS = ["slack", "pagerduty", "email", "webhook", "alertmanager"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** A text that cannot break out of a header or a line. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, "must be one line");
const httpUrl = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) URL")
  .refine((text) => !URL.canParse(text) || new URL(text).username === "", "must not contain a user or password");
const address = z.email().max(254);
const secret = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[\x21-\x7e]+$/, "must be of printable characters without spaces");
const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "must be `whsec_` and 24 to 64 bytes in base64");

/** What of each kind is told to whoever may manage channels. */
const SETTINGS = {
  slack: z.strictObject({}),
  pagerduty: z.strictObject({
    url: httpUrl
      .default("https://events.pagerduty.com/v2/enqueue")
      .describe("`https://events.eu.pagerduty.com/v2/enqueue` for the EU."),
  }),
  email: z.strictObject({
    to: z.array(address).min(1).max(50),
    from: address,
    server: z
      .strictObject({
        host: z
          .string()
          .trim()
          .min(1)
          .max(253)
          .regex(/^[A-Za-z0-9_.:-]+$/, "must be a host name or address"),
        port: z.int().min(1).max(65535).default(587),
        security: z.enum(["starttls", "tls", "none"]).default("starttls"),
        user: line(200).nullable().default(null),
      })
      .nullable()
      .default(null)
      .describe("Null: the one of `SMTP_URL`."),
  }),
  webhook: z.strictObject({ url: httpUrl }),
  alertmanager: z.strictObject({
    url: httpUrl.describe("Such as `https://alertmanager.example.org`, with its route prefix."),
    user: line(200).nullable().default(null).describe("For basic authentication; else the password is a bearer token."),
  }),
};

/** What of each kind is sealed, and told to nobody any more. */
const SECRETS = {
  slack: z.strictObject({ webhook_url: httpUrl }),
  pagerduty: z.strictObject({ routing_key: z.string().regex(/^[A-Za-z0-9]{32}$/, "must have 32 characters") }),
  email: z.strictObject({ password: secret.optional() }),
  webhook: z.strictObject({
    secret: webhookSecret
      .nullable()
      .optional()
      .describe("Signs. Left out or null: Rollcall makes one and shows it once."),
  }),
  alertmanager: z.strictObject({ password: secret.optional() }),
};

export type Settings = { [Kind in ChannelKind]: z.infer<(typeof SETTINGS)[Kind]> };
export type Secrets = { [Kind in ChannelKind]: z.infer<(typeof SECRETS)[Kind]> };

/** Settings and secrets of a kind, as they are entered. */
export const configurationSchemas = { settings: SETTINGS, secrets: SECRETS };

const base = {
  name: line(100),
  enabled: z.boolean().default(true),
  routing: routingSchema.prefault({}),
};
const ofKind = <Kind extends ChannelKind>(kind: Kind) => ({ ...base, kind: z.literal(kind) });

/** The body of `POST /api/channels`. */
export const newChannelSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...ofKind("slack"), settings: SETTINGS.slack.prefault({}), secrets: SECRETS.slack }),
  z.strictObject({ ...ofKind("pagerduty"), settings: SETTINGS.pagerduty.prefault({}), secrets: SECRETS.pagerduty }),
  z.strictObject({ ...ofKind("email"), settings: SETTINGS.email, secrets: SECRETS.email.prefault({}) }),
  z.strictObject({ ...ofKind("webhook"), settings: SETTINGS.webhook, secrets: SECRETS.webhook.prefault({}) }),
  z.strictObject({
    ...ofKind("alertmanager"),
    settings: SETTINGS.alertmanager,
    secrets: SECRETS.alertmanager.prefault({}),
  }),
]);
export type NewChannel = z.infer<typeof newChannelSchema>;

/** The body of `PATCH /api/channels/{id}`. What is given of settings replaces all of them; secrets are replaced one by one. */
export const channelChangeSchema = z.strictObject({
  name: base.name.optional(),
  enabled: z.boolean().optional(),
  routing: routingSchema.optional(),
  settings: z.record(z.string(), z.unknown()).optional().describe("All settings of the channel's kind."),
  secrets: z
    .record(z.string(), z.string().max(2000).nullable())
    .optional()
    .describe("Those to replace; null removes one, or makes a new signing secret."),
});
export type ChannelChange = z.infer<typeof channelChangeSchema>;

const instant = z.iso.datetime();

/** A channel as the API tells it: never a secret. */
export const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  enabled: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z
    .record(z.string(), z.object({ set: z.literal(true), last4: z.string().nullable() }))
    .describe("Which secrets it has; `last4` of those long enough to show so much."),
  routing: routingSchema,
  created_at: instant,
  updated_at: instant,
  last_delivery: z
    .object({ status: z.enum(["pending", "sent", "dead"]), at: instant, error: z.string().nullable() })
    .nullable()
    .describe("What became of the newest notice that was tried."),
});
export type ChannelView = z.infer<typeof channelSchema>;

export const channelListSchema = z.object({ channels: z.array(channelSchema), next_cursor: z.string().nullable() });

/** A channel just saved, with the signing secret where one was made: this one answer contains it. */
export const savedChannelSchema = channelSchema.extend({
  signing_secret: z.string().optional().describe("Shown this once."),
});

export const channelListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional().describe("`next_cursor` of the page before."),
});

/** The position after a channel as an opaque cursor. */
export const channelCursor = ({ name, id }: { name: string; id: string }): string => encodeCursor([name, id]);

/** The position that a cursor stands for. @throws Problem 400 for what is no cursor of ours */
export function channelPosition(cursor: string): { name: string; id: string } {
  const parsed = z.tuple([z.string().max(200), z.string().max(100)]).safeParse(decodeCursor(cursor));
  if (parsed.success) return { name: parsed.data[0], id: parsed.data[1] };
  throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
}

/** What a try of a channel came to. */
export const testOutcomeSchema = z.object({
  delivery_id: z.string(),
  outcome: z.enum(["sent", "retry", "dead"]),
  status_code: z.int().nullable(),
  detail: z.string().nullable(),
  took_ms: z.number(),
});
