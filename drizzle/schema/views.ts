import { boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** Filters and order of a list that an operator saved under a name, as the search of its page's URL. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: text("id").primaryKey(),
    /** The page it is a view of, such as `bots`. */
    page: text("page").notNull(),
    name: text("name").notNull(),
    search: text("search").notNull(),
    /** Whether every operator sees it, or its owner alone. */
    shared: boolean("shared").notNull(),
    ownerId: text("owner_id").notNull(),
    ownerName: text("owner_name").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("saved_views_page").on(t.page, t.ownerId)],
);
