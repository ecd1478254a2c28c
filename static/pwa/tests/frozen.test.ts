import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import type { Reply } from "../src/sync/answer";
import { SyncRunner } from "../src/sync/runner";
import type { Operation, PushEnvelope } from "../src/sync/wire";
import checkin from "../src/schemas/checkin.json" with { type: "json" };
import observation from "../src/schemas/observation.json" with { type: "json" };
import patrol from "../src/schemas/patrol.json" with { type: "json" };
import visit from "../src/schemas/visit.json" with { type: "json" };
import { asReply, readExchange } from "./contract";
import { LAST_MS, SENT_AT, makeOperations } from "./frozen";

const SCHEMAS = { patrol, visit, observation, checkin };
/** What the wire has room for and this version does not send. */
const NOT_SENT = ["plan_id", "presence"];
const SESSION = readExchange("session_signed_in");

/** The push as it leaves this version's own runner. */
async function pushOf(ops: readonly Operation[]): Promise<PushEnvelope> {
  const person = (SESSION.response.body.user as { id: string }).id;
  return new Promise((resolve) => {
    const runner = new SyncRunner(
      {
        store: {
          loadSlice: async () => ({
            ready: ops.map((op) => ({ op, bytes: 300 })),
            ownWaiting: ops.length,
            othersWaiting: 0,
            summary: { count: ops.length, oldest_at: ops[0]?.occurred_at ?? null, max_seq: ops.length },
            epoch: null,
            cursor: null,
          }),
          storeResults: async () => undefined,
          listSent: async () => [],
          requeue: async () => undefined,
          storeChanges: async () => undefined,
          keepSession: async () => undefined,
          noteDrained: async () => undefined,
          shred: async () => undefined,
        },
        lock: { take: async () => true, renew: async () => undefined, release: async () => undefined },
        client: async (request): Promise<Reply> => {
          if (request.method === "GET") return asReply(SESSION.response);
          resolve(request.body as PushEnvelope);
          return null;
        },
        clock: { nowMs: () => 0, wallMs: () => LAST_MS, stamp: () => SENT_AT },
        random: () => 0.5,
        setTimer: () => () => undefined,
        deviceId: "0193a000-0000-7000-8000-00000000fee1",
        appVersion: packageJson.version,
        onState: () => undefined,
      },
      person,
    );
    runner.tell({ type: "triggered", trigger: "start" });
  });
}

test("what is frozen of a version has every kind, every type and every field that it sends", () => {
  const ops = makeOperations();
  for (const [kind, schema] of Object.entries(SCHEMAS)) {
    const own = ops.filter((op) => op.kind === kind);
    expect(new Set(own.map((op) => op.type))).toEqual(new Set(["create", "amend", "retract"]));
    const sent = new Set(own.filter((op) => op.type !== "retract").flatMap((op) => Object.keys(op.payload)));
    const missing = Object.keys(schema.properties).filter((field) => !sent.has(field) && !NOT_SENT.includes(field));
    expect([kind, missing]).toEqual([kind, []]);
  }
});

/** `make freeze-version` sets FREEZE_TO; without it this only shows that there is a push to freeze. */
test("this version's push can be frozen", async () => {
  const push = await pushOf(makeOperations());
  expect(push.app).toBe(packageJson.version);
  expect(push.ops.length).toBeGreaterThan(20);
  const folder = process.env.FREEZE_TO;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/push.json`, `${JSON.stringify(push, null, 2)}\n`);
  for (const [kind, schema] of Object.entries(SCHEMAS)) {
    writeFileSync(`${folder}/${kind}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
});
