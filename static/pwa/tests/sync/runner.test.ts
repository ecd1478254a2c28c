import { expect, test } from "vitest";
import type { OutgoingRequest } from "../../src/net/client";
import type { Reply } from "../../src/sync/answer";
import { type RunnerNeeds, SyncRunner } from "../../src/sync/runner";
import type { QueueSlice } from "../../src/sync/state";
import type { PushEnvelope } from "../../src/sync/wire";
import { asReply, readExchange } from "../contract";

const push = readExchange("push_first_contact");
const op = push.request.body.ops[0];
const session = readExchange("session_signed_in");
const ME = (session.response.body.user as { id: string }).id;

const slice = (ready: QueueSlice["ready"]): QueueSlice => ({
  ready,
  ownWaiting: ready.length,
  othersWaiting: 0,
  summary: { count: ready.length, oldest_at: null, max_seq: 1 },
  epoch: null,
  cursor: null,
});

/** A runner on a network that answers from the contract; `change` replaces any of its parts. */
function aRunner(change: { answer?: (request: OutgoingRequest) => Reply; needs?: Partial<RunnerNeeds> } = {}) {
  const requests: OutgoingRequest[] = [];
  const stored: string[] = [];
  const timers: number[] = [];
  let sent = false;
  let stamps = 0;
  const standard = (request: OutgoingRequest): Reply => {
    if (request.path === "/api/v1/session") return asReply(session.response);
    return asReply(request.method === "POST" ? push.response : readExchange("pull_nothing").response);
  };
  const runner = new SyncRunner(
    {
      store: {
        loadSlice: async () => slice(sent || op === undefined ? [] : [{ op, bytes: 300 }]),
        storeResults: async (moves) => {
          stored.push(...moves.map((move) => `${move.opId} ${move.to}`));
          sent = true;
        },
        listSent: async () => [],
        requeue: async () => undefined,
        storeChanges: async () => undefined,
        keepSession: async () => undefined,
        noteDrained: async () => undefined,
        shred: async () => undefined,
      },
      lock: { take: async () => true, renew: async () => undefined, release: async () => undefined },
      client: async (request) => {
        requests.push(request);
        return (change.answer ?? standard)(request) ?? (change.answer ? null : standard(request));
      },
      clock: { nowMs: () => 0, wallMs: () => 0, stamp: () => `stamp-${++stamps}` },
      random: () => 0.5,
      setTimer: (_, afterMs) => {
        timers.push(afterMs);
        return () => undefined;
      },
      deviceId: "device",
      appVersion: "1.2.3",
      onState: () => undefined,
      ...change.needs,
    },
    ME,
  );
  return { runner, requests, stored, timers, standard };
}

/** Lets everything that was begun come to rest. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const envelopeOf = (request: OutgoingRequest | undefined) => request?.body as PushEnvelope;

test("a push carries the envelope of the contract, and its results are stored", async () => {
  const { runner, requests, stored } = aRunner();
  runner.tell({ type: "triggered", trigger: "start" });
  await settle();
  const pushed = requests.find((request) => request.path === "/api/v1/sync/push");
  expect(Object.keys(envelopeOf(pushed)).sort()).toEqual(Object.keys(push.request.body).sort());
  expect(envelopeOf(pushed)).toMatchObject({ proto: 1, epoch: null, device_id: "device", app: "1.2.3", ops: [op] });
  expect(pushed?.csrf).toBe(session.response.body.csrf_token);
  expect(stored).toEqual([`${op?.op_id} sent`]);
  expect(runner.state.phase.name).toBe("idle");
});

test("sent_at is stamped anew at each attempt", async () => {
  const fails = { times: 1 };
  const { runner, requests } = aRunner({
    answer: (request) => {
      if (request.path === "/api/v1/sync/push" && fails.times-- > 0) return null;
      return aRunner().standard(request);
    },
  });
  runner.tell({ type: "triggered", trigger: "start" });
  await settle();
  runner.tell({ type: "triggered", trigger: "button" });
  await settle();
  const stamps = requests.flatMap((request) => (request.path.endsWith("push") ? envelopeOf(request).sent_at : []));
  expect(stamps).toEqual(["stamp-1", "stamp-2"]);
});

test("what can't be reached is tried again by a timer", async () => {
  const { runner, timers } = aRunner({ answer: () => null });
  runner.tell({ type: "triggered", trigger: "start" });
  await settle();
  expect(runner.state).toMatchObject({ phase: { name: "backing_off" }, reach: "unreachable" });
  expect(timers).toHaveLength(1);
});

test("a lock that fails stops nobody", async () => {
  const broken = async () => {
    throw new Error("no locks here");
  };
  const { runner, stored } = aRunner({ needs: { lock: { take: broken, renew: broken, release: broken } } });
  runner.tell({ type: "triggered", trigger: "start" });
  await settle();
  expect(stored).toHaveLength(1);
});

test("a store that fails sends the run into backoff", async () => {
  const { runner } = aRunner();
  const failing = aRunner({
    needs: {
      store: {
        ...(runner as unknown as { needs: RunnerNeeds }).needs.store,
        loadSlice: async () => {
          throw new Error("dead_handle: gone");
        },
      },
    },
  });
  failing.runner.tell({ type: "triggered", trigger: "start" });
  await settle();
  expect(failing.runner.state).toMatchObject({ phase: { name: "backing_off" }, trouble: "store: dead_handle: gone" });
});
