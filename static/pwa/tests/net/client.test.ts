import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { REQUEST_TIMEOUT_MS, makeClient } from "../../src/net/client";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A network that answers when its request is aborted, and not before. */
const silent: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));

test("an answer is read whole, with its Retry-After", async () => {
  const client = makeClient(async () => new Response("nej", { status: 503, headers: { "Retry-After": "7" } }));
  expect(await client({ method: "GET", path: "/x" })).toEqual({ status: 503, body: "nej", retryAfter: "7" });
});

test("a request says who it is and what it carries, follows no redirect and keeps nothing", async () => {
  const seen: RequestInit[] = [];
  const client = makeClient(async (_, init) => {
    seen.push(init ?? {});
    return new Response("{}");
  });
  await client({ method: "POST", path: "/x", body: { a: 1 }, csrf: "t" });
  expect(seen[0]).toMatchObject({
    method: "POST",
    body: '{"a":1}',
    headers: { "Content-Type": "application/json", "X-CSRFToken": "t" },
    redirect: "error",
    cache: "no-store",
    credentials: "same-origin",
  });
});

test("silence ends after 20 s, also in the middle of a body", async () => {
  const halfway: typeof fetch = async (_, init) => {
    const body = new ReadableStream({
      start: (stream) => {
        stream.enqueue(new TextEncoder().encode('{"proto"'));
        init?.signal?.addEventListener("abort", () => stream.error(new Error("aborted")));
      },
    });
    return new Response(body);
  };
  for (const network of [silent, halfway]) {
    const reply = makeClient(network)({ method: "GET", path: "/x" });
    await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS);
    expect(await reply).toBeNull();
  }
});

test("a run that is given up ends its request", async () => {
  const run = new AbortController();
  const reply = makeClient(silent)({ method: "GET", path: "/x" }, run.signal);
  run.abort();
  expect(await reply).toBeNull();
  expect(await makeClient(silent)({ method: "GET", path: "/x" }, run.signal)).toBeNull();
});
