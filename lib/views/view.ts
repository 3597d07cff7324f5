import { z } from "zod";

/** Pages whose filters can be saved. */
export const VIEW_PAGES = ["bots"] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

/** Filters and order of a list, under a name. */
export const viewSchema = z.object({
  id: z.string(),
  page: z.enum(VIEW_PAGES),
  name: z.string(),
  search: z.string().describe("The search of the page's URL, such as `?status=busy&sort=-p95`."),
  shared: z.boolean().describe("Whether everybody sees it, or its owner alone."),
  owner: z.string().describe("Who saved it, by name."),
  own: z.boolean().describe("Whether that is who asks."),
});
export type View = z.infer<typeof viewSchema>;

/** `GET /api/views`. */
export const viewListAnswer = z.object({ views: z.array(viewSchema).describe("By name.") });
export type ViewList = z.infer<typeof viewListAnswer>;

/** The body of `POST /api/views`. */
export const newViewSchema = z.strictObject({
  page: z.enum(VIEW_PAGES),
  name: z.string().trim().min(1).max(80),
  search: z
    .string()
    .max(2000)
    .regex(/^(\?[^\s#]*)?$/, "must be empty or the search of a URL, from its question mark on"),
  shared: z.boolean().default(false),
});
export type NewView = z.infer<typeof newViewSchema>;

/** The query of `GET /api/views`. */
export const viewListQuery = z.object({ page: z.enum(VIEW_PAGES).describe("The page that they are views of.") });
