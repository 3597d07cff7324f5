// The thread in which the server stores events; bundled to dist/ingest-thread.js.
import { connect } from "@/lib/db/client";
import { answerAsThread } from "@/lib/db/thread";
import { env } from "@/lib/env";
import { type Batch, storeBatch } from "@/lib/events/store";

answerAsThread<Batch, number[]>(async (url) => {
  const { db, close } = await connect({ ...env(), DATABASE_URL: url, POSTGRES_URL: undefined });
  return { answer: (batch) => storeBatch(db, batch), close };
});
