import type { z } from "zod";
import type { sessionListSchema, sessionSchema } from "@/lib/access/user-schema";

/** A session, as the API tells it. */
export type SessionView = z.infer<typeof sessionSchema>;

/** The sessions of one operator. */
export type SessionList = z.infer<typeof sessionListSchema>;
