import { jobDetailAnswer, jobListAnswer } from "../../jobs/job";
import { jobListQuery } from "../../jobs/list-query";
import { asJson, type Operation } from "./operation";

const tag = "Jobs";
const access = "read";
const problems = [400, 401, 403, 404, 429, 503];

export const jobOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/bots/{bot_id}/jobs", id: "listJobs", tag, access },
    summary: "A bot's runs, the last first: those that ended, or those under way.",
    query: jobListQuery,
    answers: { 200: { description: "A page of runs.", content: asJson(jobListAnswer) } },
    problems,
  },
  {
    ...{ method: "get", path: "/api/bots/{bot_id}/jobs/{job_id}", id: "getJob", tag, access },
    summary: "One job's life: its attempts and what the log still has of it.",
    answers: { 200: { description: "The job.", content: asJson(jobDetailAnswer) } },
    problems,
  },
];
