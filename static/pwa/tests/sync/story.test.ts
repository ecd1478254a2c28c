import { expect, test } from "vitest";
import {
  ME,
  OTHER,
  type Fault,
  World,
  gateway,
  html,
  lostAfter,
  lostBefore,
  pass,
  refuse,
  truncated,
  twice,
} from "./world";

/** A small seeded generator (mulberry32), so that a failing story can be told again. */
function makeDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FAULTS: readonly Fault[] = [
  lostBefore,
  lostAfter,
  truncated,
  html,
  twice,
  gateway,
  refuse(503, "busy", {}, "2"),
  refuse(429, "too_many_requests", {}, "900"),
  refuse(403, "csrf_failed"),
  refuse(413, "body_too_large"),
  refuse(500, "internal_error"),
  pass,
  pass,
];

/**
 * Whatever happens, once it is over and the right person is signed in, the queue drains within 60 s and the server holds
 * exactly what the phone has shown as saved: none lost, none twice (invariants 1 and 6 of SYNC.md).
 */
test.each(Array.from({ length: 150 }, (_, seed) => seed))("story %i ends well", (seed) => {
  const dice = makeDice(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(dice() * values.length)] as T;
  const world = new World();
  world.dice = dice;
  let storm = true;
  world.fault = (w, answer, request) => (storm && dice() < 0.4 ? pick(FAULTS)(w, answer, request) : answer());
  for (let step = 0; step < 60; step++) {
    const draw = dice();
    if (draw < 0.35) world.save(dice() < 0.8 ? ME : OTHER);
    else if (draw < 0.4) world.verdicts.set(world.save().op_id, pick(["conflict", "quarantined", "retry"]));
    else if (draw < 0.42) world.poison.add(world.save().op_id);
    else if (draw < 0.45) world.takeSession(pick([ME, OTHER, null]));
    else if (draw < 0.48) world.csrf = `token-${step}`;
    else if (draw < 0.5) world.restoreBackup(Math.floor(dice() * world.log.length));
    else if (draw < 0.53) world.leaseTaken = !world.leaseTaken;
    else if (draw < 0.56 && world.session !== null)
      world.tell({ type: "signed_in", person: world.session, csrf: world.csrf });
    else if (draw < 0.58) world.tell({ type: "signed_out" });
    else if (draw < 0.75) world.passTime(dice() * 120_000);
    else world.trigger(pick(["start", "save", "visible", "online", "button", "timer"]));
  }
  storm = false;
  world.leaseTaken = false;
  for (const [id, verdict] of world.verdicts) if (verdict === "retry") world.verdicts.delete(id);
  for (const person of [OTHER, ME]) {
    world.takeSession(person);
    world.tell({ type: "signed_in", person, csrf: world.csrf });
    world.passTime(60_000);
  }
  expect(world.waiting()).toBe(0);
  expect(new Set(world.log).size).toBe(world.log.length);
  for (const { op, standing } of world.phone.values()) {
    if (world.poison.has(op.op_id)) expect(standing).toBe("set_aside");
    else expect([standing, world.server.get(op.op_id)]).toEqual(["sent", op]);
  }
});
