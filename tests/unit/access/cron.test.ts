import { describe, expect, it } from "vitest";
import { authoriseCron } from "@/lib/access/cron";

const CRON_SECRET = "sixteen-characters-or-more";
const request = (authorization?: string) =>
  new Request("http://localhost/api/cron/rollups", { headers: authorization ? { authorization } : {} });

describe("the cron routes", () => {
  it("let the scheduler through", async () => {
    await expect(authoriseCron(request(`Bearer ${CRON_SECRET}`), { CRON_SECRET })).resolves.toBeUndefined();
  });

  it("refuse anything else", async () => {
    for (const header of [
      undefined,
      "Bearer",
      "Bearer undefined",
      `Bearer ${CRON_SECRET}x`,
      CRON_SECRET,
      `Basic ${CRON_SECRET}`,
    ]) {
      await expect(authoriseCron(request(header), { CRON_SECRET })).rejects.toMatchObject({ status: 401 });
    }
  });

  it("are closed while the secret is not set", async () => {
    for (const header of [undefined, "Bearer undefined", "Bearer "]) {
      for (const env of [{}, { CRON_SECRET: undefined }, { CRON_SECRET: "" }]) {
        const refusal = authoriseCron(request(header), env as { CRON_SECRET?: string });
        await expect(refusal).rejects.toMatchObject({ status: 503, detail: expect.stringContaining("CRON_SECRET") });
      }
    }
  });
});
