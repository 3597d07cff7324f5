import type { IngestAnswer } from "../events/submit";
import { Problem } from "./problem";
import { json } from "./respond";

/**
 * The response to an ingest request: one good event is enough for 200.
 * @throws Problem 422 with the counts and errors when every event was bad
 */
export function ingestResponse(answer: IngestAnswer): Response {
  if (answer.dropped > 0 && answer.accepted + answer.duplicates === 0) {
    throw new Problem(422, "Unprocessable content", "No event could be taken.", { ...answer });
  }
  return json(answer);
}
