import { createHash } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import type { Basemap } from "../../src/domain/basemap";
import { STALLED_MS, addressOf, makeDownloader } from "../../src/net/basemap";

const content = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);
const map: Basemap = {
  sha256: createHash("sha256").update(content).digest("hex"),
  bytes: content.length,
  attribution: "",
  min_zoom: 10,
  max_zoom: 14,
  sketch: false,
};

afterEach(() => void vi.useRealTimers());

/** A body that comes in these parts, and then ends, breaks or stays silent. */
function body(parts: Uint8Array[], then: "ends" | "breaks" | "silence" = "ends", signal?: AbortSignal | null) {
  const rest = [...parts];
  return new ReadableStream<Uint8Array>({
    pull(stream) {
      const next = rest.shift();
      if (next !== undefined) stream.enqueue(next);
      else if (then === "ends") stream.close();
      else if (then === "breaks") stream.error(new Error("connection lost"));
      else signal?.addEventListener("abort", () => stream.error(new Error("aborted")));
    },
  });
}

const answering = (stream: ReadableStream, status = 200) =>
  makeDownloader(async () => new Response(stream, { status }));
const fetched = (stream: ReadableStream) => answering(stream)(map, () => undefined);

test("the whole file is handed out, with its progress", async () => {
  const seen: number[] = [];
  const download = answering(body([content.slice(0, 400), content.slice(400)]));
  const got = await download(map, (received) => seen.push(received));

  if ("failed" in got) throw new Error(got.failed);
  expect(new Uint8Array(await got.file.arrayBuffer())).toEqual(content);
  expect(seen).toEqual([400, 1_000]);
});

test("it is asked for by its content, from our own server, and kept by nobody else", async () => {
  let asked: [string, RequestInit | undefined] | null = null;
  await makeDownloader(async (url, init) => {
    asked = [String(url), init];
    return new Response(body([content]));
  })(map, () => undefined);

  expect(asked).toMatchObject([addressOf(map), { credentials: "same-origin", cache: "no-store", redirect: "error" }]);
  expect(addressOf(map)).toBe(`/api/v1/basemaps/${map.sha256}`);
});

test("less than was promised is cut off, also where the connection was lost in the middle", async () => {
  expect(await fetched(body([content.slice(0, 999)]))).toEqual({ failed: "cut_off" });
  expect(await fetched(body([content.slice(0, 999)], "breaks"))).toEqual({ failed: "cut_off" });
  expect(await fetched(body([], "breaks"))).toEqual({ failed: "unreachable" });
});

test("one other byte is another file, and so is one byte more", async () => {
  const other = content.slice();
  other[500] = 252;
  expect(await fetched(body([other]))).toEqual({ failed: "wrong_hash" });
  expect(await fetched(body([content, Uint8Array.of(1)]))).toEqual({ failed: "wrong_hash" });
});

test("what is far too long is not read to its end", async () => {
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(stream) {
      given += 1;
      stream.enqueue(content);
    },
  });
  expect(await fetched(endless)).toEqual({ failed: "wrong_hash" });
  expect(given).toBeLessThan(5);
});

test.each([
  [401, "signed_out"],
  [403, "gone"],
  [404, "gone"],
  [502, "unreachable"],
  [503, "unreachable"],
  [206, "other"],
  [500, "other"],
])("status %i is %s", async (status, failed) => {
  expect(await answering(body([content]), status)(map, () => undefined)).toEqual({ failed });
});

test("no network is said so", async () => {
  const download = makeDownloader(() => Promise.reject(new TypeError("no network")));
  expect(await download(map, () => undefined)).toEqual({ failed: "unreachable" });
});

test("silence in the middle ends after 20 s", async () => {
  vi.useFakeTimers();
  const download = makeDownloader(
    async (_, init) => new Response(body([content.slice(0, 10)], "silence", init?.signal)),
  );
  const got = download(map, () => undefined);
  await vi.advanceTimersByTimeAsync(STALLED_MS);
  expect(await got).toEqual({ failed: "cut_off" });
});
