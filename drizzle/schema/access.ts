import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** API keys: the secret is never stored, only its HMAC; `prefix` finds the row. */
export const apiKeys = pgTable("api_keys", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  scope: text("scope").notNull(),
  prefix: text("prefix").notNull().unique(),
  hash: text("hash").notNull(),
  createdAt: instant("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  lastUsedAt: instant("last_used_at"),
  revokedAt: instant("revoked_at"),
});

/** Values the installation makes for itself once, such as its signing secret. */
export const settings = pgTable("settings", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});
