import { describe, expect, test } from "vitest";
import { readPull, readPush, readReconcile, readSession } from "../../src/sync/answer";
import { asReply, listExchanges, readExchange, readPushErrors } from "../contract";

const opsOf = (name: string) => readExchange(name).request.body.ops.map((op) => ({ op_id: op?.op_id ?? "" }));
const exchange = readExchange("push_applied");
const batch = opsOf("push_applied");
const good = asReply(exchange.response);
/** The good answer with something else in its body. */
const spoil = (change: (body: Record<string, unknown>) => unknown) => {
  const body = structuredClone(exchange.response.body);
  change(body);
  return readPush({ status: 200, body: JSON.stringify(body), retryAfter: null }, batch);
};
const results = (body: Record<string, unknown>) => body.results as Record<string, unknown>[];

describe("the contract's examples", () => {
  test.each(listExchanges("push_"))("%s is valid", (name) => {
    const { request, response } = readExchange(name);
    const outcome = readPush(asReply(response), opsOf(name));
    expect(outcome.kind).toBe("ok");
    if (outcome.kind === "ok") expect(outcome.value.results).toHaveLength(request.body.ops.length);
  });

  test.each(readPushErrors().map((error) => [error.response.body.code as string, error.response] as const))(
    "%s is our server's refusal",
    (code, response) => {
      expect(readPush(asReply(response), batch)).toMatchObject({ kind: "refused", code, status: response.status });
    },
  );

  test.each(listExchanges("pull_"))("%s is valid", (name) => {
    expect(readPull(asReply(readExchange(name).response), null).kind).toBe("ok");
  });

  test("the key that a password brings is taken in; one that is none opens nothing and turns nobody away", () => {
    const { response } = readExchange("session_with_recovery");
    const key = response.body.recovery_key;
    expect(readSession(asReply(response))).toMatchObject({ kind: "ok", value: { recovery_key: key } });
    const read = readSession(asReply({ ...response, body: { ...response.body, recovery_key: "short" } }));
    expect(read.kind === "ok" && "recovery_key" in read.value).toBe(false);
  });

  test("reconcile and session are valid", () => {
    const { request, response } = readExchange("reconcile");
    const outcome = readReconcile(asReply(response), request.body.ops as unknown as string[]);
    expect(outcome).toEqual({ kind: "ok", value: response.body.missing });
    expect(readSession(asReply(readExchange("session_signed_in").response)).kind).toBe("ok");
    expect(readSession(asReply(readExchange("session_refused").response))).toMatchObject({ code: "sign_in_failed" });
  });
});

describe("an answer that is not fully valid", () => {
  test("no answer is unreachable", () => {
    expect(readPush(null, batch)).toEqual({ kind: "unreachable" });
  });

  test("HTML with status 200 is invalid", () => {
    expect(readPush({ status: 200, body: "<html>Logga in på nätet</html>", retryAfter: null }, batch).kind).toBe(
      "invalid",
    );
  });

  test("an answer cut off anywhere is invalid", () => {
    const text = JSON.stringify(exchange.response.body);
    for (let length = 0; length < text.length; length += 7) {
      expect(readPush({ status: 200, body: text.slice(0, length), retryAfter: null }, batch).kind).toBe("invalid");
    }
  });

  test.each([
    ["another protocol", (body: Record<string, unknown>) => Object.assign(body, { proto: 2 })],
    ["no epoch", (body: Record<string, unknown>) => Object.assign(body, { epoch: null })],
    ["no results", (body: Record<string, unknown>) => Object.assign(body, { results: undefined })],
    ["no device", (body: Record<string, unknown>) => Object.assign(body, { device: undefined })],
    ["results out of order", (body: Record<string, unknown>) => void results(body).reverse()],
    ["a result twice", (body: Record<string, unknown>) => void results(body).splice(1, 0, results(body)[0] ?? {})],
    [
      "somebody else's op_id",
      (body: Record<string, unknown>) => void Object.assign(results(body)[2] ?? {}, { op_id: "other" }),
    ],
    [
      "two op_ids swapped",
      (body: Record<string, unknown>) => {
        const [first, second] = results(body);
        Object.assign(first ?? {}, { op_id: second?.op_id });
      },
    ],
    [
      "a status from the future",
      (body: Record<string, unknown>) => void Object.assign(results(body)[0] ?? {}, { status: "fine" }),
    ],
    [
      "a version that is a text",
      (body: Record<string, unknown>) => void Object.assign(results(body)[0] ?? {}, { version: "1" }),
    ],
    [
      "an applied result without an op_id",
      (body: Record<string, unknown>) => void Object.assign(results(body)[0] ?? {}, { op_id: null }),
    ],
    [
      "a result for nothing that was sent",
      (body: Record<string, unknown>) => void results(body).push({ ...(results(body)[0] ?? {}), index: 99 }),
    ],
  ])("%s is invalid", (_, change) => {
    expect(spoil(change).kind).toBe("invalid");
  });

  test("results that are missing leave the others valid", () => {
    const outcome = spoil((body) => void results(body).splice(1, 2));
    expect(outcome.kind === "ok" && outcome.value.results.map((result) => result.index)).toEqual([
      0, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  test("an error status without our error shape is unavailable, with its Retry-After", () => {
    expect(readPush({ status: 502, body: "<h1>Bad gateway</h1>", retryAfter: "12" }, batch)).toEqual({
      kind: "unavailable",
      status: 502,
      retryAfterMs: 12_000,
    });
    expect(readPush({ status: 401, body: "{}", retryAfter: "soon" }, batch)).toMatchObject({ retryAfterMs: null });
  });

  test("a redirect that got through is invalid", () => {
    expect(readPush({ ...good, status: 204, body: "", retryAfter: null }, batch).kind).toBe("invalid");
  });

  test("the epoch that a refusal names is read", () => {
    const refused = readPushErrors().find((error) => error.response.body.code === "epoch_changed");
    expect(readPush(refused ? asReply(refused.response) : null, batch)).toMatchObject({
      epoch: "0193a000-0000-7000-8000-000000000002",
    });
  });
});

describe("a page of changes", () => {
  const page = readExchange("pull_first").response.body;
  const pull = (change: (body: Record<string, unknown>) => unknown, asked: string | null = null) => {
    const body = structuredClone(page);
    change(body);
    return readPull({ status: 200, body: JSON.stringify(body), retryAfter: null }, asked).kind;
  };
  const change = (body: Record<string, unknown>, index: number) =>
    (body.changes as { data: Record<string, unknown>; kind: string }[])[index] ?? { data: {}, kind: "" };

  test("a place off the earth makes the whole page invalid", () => {
    expect(pull((body) => Object.assign(change(body, 1).data, { lon: 181 }))).toBe("invalid");
  });

  test("a category without its Swedish name makes the whole page invalid", () => {
    expect(pull((body) => Object.assign(change(body, 3).data, { name: { en: "Fight" } }))).toBe("invalid");
  });

  test("a kind that this version does not know is kept", () => {
    expect(pull((body) => Object.assign(change(body, 1), { kind: "plan" }))).toBe("ok");
  });

  test("more to come with a cursor that stands still is invalid", () => {
    const stands = (body: Record<string, unknown>) => Object.assign(body, { has_more: true });
    expect(pull(stands, page.cursor as string)).toBe("invalid");
    expect(pull(stands, "another")).toBe("ok");
  });
});

test("an id that was not asked about makes a reconcile answer invalid", () => {
  const reply = { status: 200, body: JSON.stringify({ missing: ["b"] }), retryAfter: null };
  expect(readReconcile(reply, ["a"]).kind).toBe("invalid");
});
