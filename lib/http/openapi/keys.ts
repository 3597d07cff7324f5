import {
  issuedKeySchema,
  keyChangeSchema,
  keyListSchema,
  keyQuerySchema,
  keySchema,
  newKeySchema,
} from "../../access/key-schema";
import { asJson, type Operation } from "./operation";

const tag = "Keys";
const access = "admin";
const problems = [401, 403, 429, 503];

export const keyOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/keys", id: "listKeys", tag, access },
    summary: "List API keys, newest first.",
    query: keyQuerySchema,
    answers: { 200: { description: "A page of keys.", content: asJson(keyListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "post", path: "/api/keys", id: "createKey", tag, access },
    summary: "Make an API key.",
    body: { content: asJson(newKeySchema), required: true },
    answers: { 201: { description: "The key, shown this once.", content: asJson(issuedKeySchema) } },
    problems: [400, ...problems, 413, 415, 422],
  },
  {
    ...{ method: "get", path: "/api/keys/{key_id}", id: "getKey", tag, access },
    summary: "One API key.",
    answers: { 200: { description: "The key.", content: asJson(keySchema) } },
    problems: [404, ...problems],
  },
  {
    ...{ method: "patch", path: "/api/keys/{key_id}", id: "renameKey", tag, access },
    summary: "Rename an API key.",
    body: { content: asJson(keyChangeSchema), required: true },
    answers: { 200: { description: "The key.", content: asJson(keySchema) } },
    problems: [400, 404, ...problems, 413, 415, 422],
  },
  {
    ...{ method: "delete", path: "/api/keys/{key_id}", id: "revokeKey", tag, access },
    summary: "Revoke an API key; it is refused everywhere within 5 s.",
    answers: { 204: { description: "Revoked." } },
    problems: [404, ...problems],
  },
  {
    ...{ method: "post", path: "/api/keys/{key_id}/rotate", id: "rotateKey", tag, access },
    summary: "Replace the text of an API key; the old one is refused everywhere within 5 s.",
    answers: { 200: { description: "The key, shown this once.", content: asJson(issuedKeySchema) } },
    problems: [404, ...problems],
  },
];
