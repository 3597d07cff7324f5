import {
  channelChangeSchema,
  channelListQuery,
  channelListSchema,
  channelSchema,
  newChannelSchema,
  savedChannelSchema,
  testOutcomeSchema,
} from "../../notify/channel";
import { deliveryListQuery, deliveryListSchema, deliverySchema } from "../../notify/delivery";
import { asJson, type Operation } from "./operation";

const tag = "Channels";
const access = "admin";
const problems = [401, 403, 429, 503];
const changing = [400, ...problems, 409, 413, 415, 422];

export const channelOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/channels", id: "listChannels", tag, access },
    summary: "Where notices go, by name. Secrets are told to nobody.",
    query: channelListQuery,
    answers: { 200: { description: "A page of channels.", content: asJson(channelListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "post", path: "/api/channels", id: "createChannel", tag, access },
    summary: "Make a channel. A webhook's signing secret is shown in this one answer, unless it was given.",
    body: { content: asJson(newChannelSchema), required: true },
    answers: { 201: { description: "The channel.", content: asJson(savedChannelSchema) } },
    problems: changing,
  },
  {
    ...{ method: "get", path: "/api/channels/{channel_id}", id: "getChannel", tag, access },
    summary: "One channel.",
    answers: { 200: { description: "The channel.", content: asJson(channelSchema) } },
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "patch", path: "/api/channels/{channel_id}", id: "changeChannel", tag, access },
    summary: "Change a channel. Secrets that are not given stay, unless its address changes.",
    body: { content: asJson(channelChangeSchema), required: true },
    answers: { 200: { description: "The channel.", content: asJson(savedChannelSchema) } },
    problems: [404, ...changing],
  },
  {
    ...{ method: "delete", path: "/api/channels/{channel_id}", id: "removeChannel", tag, access },
    summary: "Delete a channel. What still waits there is muted.",
    answers: { 204: { description: "Removed." } },
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "post", path: "/api/channels/{channel_id}/test", id: "testChannel", tag, access },
    summary: "Send a test notice now, once, and tell what came of it.",
    answers: { 200: { description: "What came of it.", content: asJson(testOutcomeSchema) } },
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "get", path: "/api/deliveries", id: "listDeliveries", tag, access },
    summary: "The log of deliveries with their attempts, newest first; kept for 90 days.",
    query: deliveryListQuery,
    answers: { 200: { description: "A page of deliveries.", content: asJson(deliveryListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "post", path: "/api/deliveries/{delivery_id}/retry", id: "retryDelivery", tag, access },
    summary: "Let a dead delivery be tried again, and what was to follow it.",
    answers: { 200: { description: "The delivery, pending.", content: asJson(deliverySchema) } },
    problems: [400, 404, 409, ...problems],
  },
];
