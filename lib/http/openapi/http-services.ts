import {
  serviceDetailAnswer,
  serviceListAnswer,
  serviceListQuery,
  servicePeriodQuery,
} from "../../stats/services/schema";
import { asJson, type Operation } from "./operation";

const tag = "HTTP services";
const access = "read";
const problems = [400, 401, 403, 429, 503];

export const httpServiceOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/services", id: "listServices", tag, access },
    summary: "The bots that answered requests in a period: volume, classes of status, error rate, percentiles, cache.",
    query: serviceListQuery,
    answers: { 200: { description: "A page of services.", content: asJson(serviceListAnswer) } },
    problems,
  },
  {
    ...{ method: "get", path: "/api/services/{bot_id}", id: "getService", tag, access },
    summary: "One service: its figures, those of each endpoint, and its course.",
    query: servicePeriodQuery,
    answers: { 200: { description: "The service.", content: asJson(serviceDetailAnswer) } },
    problems: [404, ...problems],
  },
];
