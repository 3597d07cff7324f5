import { revealedSchema, revealSchema } from "../../messages/message";
import { asJson, type Operation } from "./operation";

export const messageOperations: Operation[] = [
  {
    ...{ method: "post", path: "/api/messages/reveal", id: "revealMessages", tag: "Messages", access: "read" },
    summary:
      "The texts of messages, each of which is recorded in the audit log. Of operators, by those who may read them.",
    body: { content: asJson(revealSchema), required: true },
    answers: { 200: { description: "In the order asked.", content: asJson(revealedSchema) } },
    problems: [400, 401, 403, 413, 415, 422, 429, 503],
  },
];
