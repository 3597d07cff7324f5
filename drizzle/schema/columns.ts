import { customType, timestamp } from "drizzle-orm/pg-core";

/** A 64-bit transaction id as PostgreSQL prints it. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

/** An instant with millisecond precision, what JavaScript and RFC 3339 can both carry. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
