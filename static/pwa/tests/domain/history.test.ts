import { describe, expect, test } from "vitest";
import { listHistory } from "../../src/domain/history";
import { foldLog } from "../../src/domain/log";
import { ME, NOW, aRecord, anEntry, sentWith } from "./builders";

const nothing: ReadonlySet<string> = new Set();

describe("what was done to an entry", () => {
  test("stands in its order, each with its own state and times", () => {
    const create = anEntry({}, sentWith({ received_at: "2026-11-23T20:47:03Z" }));
    const amend = anEntry({ type: "amend", base_version: 1, payload: { severity: 3 } });
    const retract = anEntry({ type: "retract", payload: { reason: "Fel tryck" } }, { queued_ms: NOW });
    const steps = listHistory([create, amend, retract], new Set([amend.op.op_id]));
    expect(steps.map((step) => [step.type, step.state])).toEqual([
      ["create", "sent"],
      ["amend", "sending"],
      ["retract", "saved"],
    ]);
    expect(steps[0]).toMatchObject({ sentMs: NOW, receivedMs: Date.parse("2026-11-23T20:47:03Z"), reason: null });
    expect(steps[2]).toMatchObject({ savedMs: NOW, sentMs: null, receivedMs: null, reason: "Fel tryck" });
  });

  test("what was refused is no part of it, also when the person has seen that", () => {
    const refused = sentWith({ status: "quarantined", code: "invalid_payload", version: null });
    const [open] = listHistory([anEntry({}, refused)], nothing);
    expect(open).toMatchObject({ state: "needs_action", refused: true });
    const [settled] = listHistory([anEntry({}, { ...refused, settled: "dismissed" })], nothing);
    expect(settled).toMatchObject({ state: "sent", refused: true });
  });

  test("what waits on the server for its parent says so", () => {
    const [step] = listHistory([anEntry({}, sentWith({ code: "held", version: null }))], nothing);
    expect(step).toMatchObject({ state: "sent", held: true, refused: false });
  });
});

describe("the phone's clock", () => {
  const log = (recorded: string) => {
    const record = aRecord({}, { occurred_at: recorded });
    return foldLog({ records: [record], queue: [anEntry({}, sentWith())], author: ME, sending: nothing })[0];
  };

  test("is told where the server has corrected it", () => {
    expect(log("2026-11-23T21:40:00.000Z")).toMatchObject({
      occurredMs: Date.parse("2026-11-23T21:40:00Z"),
      saidMs: Date.parse("2026-11-23T20:40:00Z"),
    });
  });

  test("is not told where they agree", () => {
    expect(log("2026-11-23T20:40:00.000Z")?.saidMs).toBeNull();
  });
});
