import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type View, type ViewList, viewListAnswer, viewSchema } from "@/lib/views/view";
import { databaseOf } from "../support/database-of";
import { call, send } from "../support/http";
import { fromPage, makeOperator } from "../support/operators";
import { startServer, type TestServer } from "../support/server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const newName = () => `view ${randomUUID().slice(0, 8)}`;
const url = (path = "") => `${server.url}/api/views${path}`;
const save = (view: object, key?: string) =>
  send<View>(url(), { page: "bots", search: "", ...view }, key ? { key } : {});
const keyOf = async (scope: string) =>
  (await send<{ key: string }>(`${server.url}/api/keys`, { name: "test", scope })).body.key;

async function names(key?: string): Promise<string[]> {
  const { body } = await call<ViewList>(url("?page=bots"), key ? { key } : {});
  return viewListAnswer.parse(body).views.map(({ name }) => name);
}

describe("saved views", () => {
  it("are seen by their owner alone, unless they are shared", async () => {
    const [admin, read] = [await keyOf("admin"), await keyOf("read")];
    const [own, shared] = [newName(), newName()];
    expect((await save({ name: own, search: "?status=busy&sort=-p95" }, admin)).status).toBe(201);
    const { body } = await save({ name: shared, search: "?tag=eu", shared: true }, admin);
    expect(viewSchema.parse(body)).toMatchObject({ name: shared, search: "?tag=eu", shared: true, own: true });
    expect(await names(admin)).toEqual(expect.arrayContaining([own, shared]));
    expect(await names(read)).toContain(shared);
    expect(await names(read)).not.toContain(own);
  });

  it("are saved and deleted by nobody who may only read", async () => {
    const read = await keyOf("read");
    const { body } = await save({ name: newName(), shared: true });
    expect((await save({ name: newName() }, read)).status).toBe(403);
    expect((await call(url(`/${body.id}`), { method: "DELETE", key: read })).status).toBe(403);
    expect((await call(url("?page=bots"), { key: null })).status).toBe(401);
  });

  it("are deleted by their owner, and shared ones by an administrator, who cannot even see the others", async () => {
    const [one, other] = [await keyOf("admin"), await keyOf("admin")];
    const own = (await save({ name: newName() }, one)).body;
    const shared = (await save({ name: newName(), shared: true }, one)).body;
    const remove = async (view: View, key: string) =>
      (await call(url(`/${view.id}`), { method: "DELETE", key })).status;
    expect([await remove(own, other), await remove(own, one), await remove(own, one)]).toEqual([404, 204, 404]);
    expect(await remove(shared, other)).toBe(204);
  });

  it("belong to the operator who saved them; a viewer saves none", async () => {
    const [operator, viewer] = [await makeOperator(server.url, "operator"), await makeOperator(server.url, "viewer")];
    const name = newName();
    const as = (cookie: string, body: object) =>
      send<View>(url(), body, { key: null, headers: fromPage(server.url, cookie) });
    expect((await as(operator, { page: "bots", search: "?q=a", name })).status).toBe(201);
    expect((await as(viewer, { page: "bots", search: "?q=a", name })).status).toBe(403);
    const seen = await call<ViewList>(url("?page=bots"), { key: null, headers: { cookie: operator } });
    expect(seen.body.views.map((view) => view.name)).toContain(name);
    expect(await names()).not.toContain(name);
  });

  it("leave a trace in the audit log where everybody sees them", async () => {
    const { body } = await save({ name: newName(), shared: true });
    await call(url(`/${body.id}`), { method: "DELETE" });
    const rows = await databaseOf(server)("select action from audit_log where target = $1 order by id", [body.id]);
    expect(rows).toEqual([{ action: "view.shared" }, { action: "view.deleted" }]);
  });

  it.each([
    { name: "" },
    { name: "x".repeat(81) },
    { name: "x", search: "https://elsewhere.example" },
    { name: "x", search: "?a b" },
    { name: "x", page: "elsewhere" },
    { name: "x", more: 1 },
  ])("are refused as %j", async (view) => expect((await save(view)).status).toBe(422));

  it("are 100 of one owner at most, however many are saved at once", async () => {
    const key = await keyOf("admin");
    for (let n = 0; n < 98; n++) await save({ name: `v${n}` }, key);
    const late = await Promise.all([1, 2, 3, 4].map((n) => save({ name: `late ${n}` }, key)));
    expect(late.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
  });
});
