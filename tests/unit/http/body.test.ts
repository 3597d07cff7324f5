import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MAX_BODY_BYTES, readText } from "@/lib/http/body";

const URL = "http://localhost/api/events";
const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request(URL, { method: "POST", body, headers, duplex: "half" } as RequestInit);
const stream = (...chunks: Uint8Array<ArrayBuffer>[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
const bytes = (text: string) => new TextEncoder().encode(text);
const gzip = (content: Uint8Array | string) => new Uint8Array(gzipSync(content));

describe("a body", () => {
  it("is read as text, with or without an announced length", async () => {
    expect(await readText(post("höhe", { "content-length": "5" }))).toBe("höhe");
    expect(await readText(post(stream(bytes("hö"), bytes("he"))))).toBe("höhe");
    expect(await readText(post(null))).toBe("");
  });

  it("loses its byte order mark", async () => {
    expect(await readText(post("\ufeff{}"))).toBe("{}");
  });

  it("may be gzip", async () => {
    const zipped = gzip("[1,2]");
    expect(await readText(post(zipped, { "content-encoding": "gzip" }))).toBe("[1,2]");
    expect(await readText(post(zipped, { "content-encoding": "GZIP", "content-length": String(zipped.length) }))).toBe(
      "[1,2]",
    );
  });

  it("is refused when its length is not the announced one", async () => {
    await expect(readText(post("[1,2]", { "content-length": "4" }))).rejects.toMatchObject({ status: 400 });
    await expect(readText(post("[1,2]", { "content-length": "60" }))).rejects.toMatchObject({ status: 400 });
    await expect(readText(post("[1,2]", { "content-length": "-5" }))).rejects.toMatchObject({ status: 400 });
  });

  it("is refused when it is not UTF-8", async () => {
    await expect(readText(post(new Uint8Array([0x22, 0xff, 0x22])))).rejects.toMatchObject({ status: 400 });
    await expect(readText(post(new Uint8Array([0xed, 0xa0, 0x80])))).rejects.toMatchObject({ status: 400 });
  });

  it("may be exactly as large as the limit and not a byte larger", async () => {
    const full = new Uint8Array(MAX_BODY_BYTES).fill(0x20);
    const over = new Uint8Array(MAX_BODY_BYTES + 1).fill(0x20);
    expect((await readText(post(full))).length).toBe(MAX_BODY_BYTES);
    expect((await readText(post(gzip(full), { "content-encoding": "gzip" }))).length).toBe(MAX_BODY_BYTES);
    await expect(readText(post(stream(over)))).rejects.toMatchObject({ status: 413 });
    await expect(readText(post(over, { "content-length": String(over.length) }))).rejects.toMatchObject({
      status: 413,
    });
    await expect(readText(post(gzip(over), { "content-encoding": "gzip" }))).rejects.toMatchObject({ status: 413 });
  });

  it("without an end is stopped at the limit", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    await expect(readText(post(endless))).rejects.toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(30);
  });

  it("that is a gzip bomb is stopped at the limit", async () => {
    const bomb = gzip(new Uint8Array(512 * 1024 * 1024));
    const before = process.memoryUsage();
    await expect(readText(post(bomb, { "content-encoding": "gzip" }))).rejects.toMatchObject({ status: 413 });
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(64 * 1024 * 1024);
  });

  it.each([
    ["no gzip at all", bytes("plain")],
    ["cut short", gzip("x".repeat(1000)).slice(0, -9)],
    ["empty", new Uint8Array(0)],
    ["damaged", gzip("abcdefgh").map((byte, at) => (at === 12 ? byte ^ 0xff : byte))],
  ])("that says gzip and is %s is refused", async (_, body) => {
    await expect(readText(post(body, { "content-encoding": "gzip" }))).rejects.toMatchObject({ status: 400 });
  });

  it.each(["br", "deflate", "gzip, gzip", "zstd"])("in coding %s is refused", async (coding) => {
    await expect(readText(post("x", { "content-encoding": coding }))).rejects.toMatchObject({ status: 415 });
  });

  it("that breaks off is refused", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    await expect(readText(post(broken))).rejects.toMatchObject({ status: 400 });
  });
});
