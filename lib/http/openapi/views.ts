import { newViewSchema, viewListAnswer, viewListQuery, viewSchema } from "../../views/view";
import { asJson, type Operation } from "./operation";

const tag = "Views";

export const viewOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/views", id: "listViews", tag, access: "read" },
    summary: "Saved filters of a page: the shared ones and the asker's own.",
    query: viewListQuery,
    answers: { 200: { description: "The views.", content: asJson(viewListAnswer) } },
    problems: [400, 401, 403, 429, 503],
  },
  {
    ...{ method: "post", path: "/api/views", id: "saveView", tag, access: "admin" },
    summary: "Save filters under a name.",
    body: { content: asJson(newViewSchema), required: true },
    answers: { 201: { description: "The view.", content: asJson(viewSchema) } },
    problems: [400, 401, 403, 409, 413, 415, 422, 429, 503],
  },
  {
    ...{ method: "delete", path: "/api/views/{view_id}", id: "removeView", tag, access: "admin" },
    summary: "Delete a saved view.",
    answers: { 204: { description: "Removed." } },
    problems: [400, 401, 403, 404, 429, 503],
  },
];
