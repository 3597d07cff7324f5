import { answerAsThread } from "@/lib/db/thread";

// The thread of tests/unit/db/thread.test.ts.
answerAsThread<string, string>(async (url) => ({
  answer: async (question) => {
    if (question === "die") process.exit(1);
    if (question === "hang") return new Promise(() => {});
    if (question === "refuse") throw Object.assign(new Error("no such partition"), { code: "23514" });
    if (question === "reset") throw Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
    return `${question} by ${url}`;
  },
  close: async () => {},
}));
