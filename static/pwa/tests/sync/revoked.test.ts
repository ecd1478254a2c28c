import { describe, expect, test } from "vitest";
import { phoneWith } from "./phone";
import { FOREIGNER, ME, OTHER, html, lostAfter, lostBefore, pass, refuse } from "./world";

const REVOKED = { name: "paused", reason: "device_revoked" };

/** The server has revoked the phone, which closed its session. */
function revoke(world: ReturnType<typeof phoneWith>, closed = true) {
  world.revoked = true;
  if (closed) world.session = null;
}

describe("a revoked phone", () => {
  test("hands in all that waits, everybody's, and shreds the rest", () => {
    const world = phoneWith(2);
    world.trigger("start");
    world.save();
    world.save(OTHER);
    revoke(world);
    world.trigger("start");
    world.passTime(700_000);
    expect(world.state.phase).toEqual(REVOKED);
    expect(world.state.person).toBeNull();
    expect(world.log).toHaveLength(4);
    expect(world.phone.size).toBe(0);
  });

  test("hands in more than one batch, each once", () => {
    const world = phoneWith(450);
    revoke(world);
    world.trigger("start");
    expect(new Set(world.log).size).toBe(450);
    expect(world.log).toHaveLength(450);
    expect(world.phone.size).toBe(0);
  });

  test("does so also where its person has signed in again", () => {
    const world = phoneWith(1);
    revoke(world, false);
    world.trigger("start");
    expect(world.state.phase).toEqual(REVOKED);
    expect(world.log).toHaveLength(1);
  });

  test("keeps what its organisation may not read", () => {
    const world = phoneWith(1);
    const foreign = world.save(FOREIGNER);
    revoke(world);
    world.trigger("start");
    expect(world.state.phase).toEqual(REVOKED);
    expect(world.standing(foreign)).toBe("waiting");
    expect([...world.phone.keys()]).toEqual([foreign.op_id]);
  });

  test.each([
    ["lost on its way", lostBefore],
    ["lost on its way back", lostAfter],
    ["a captive portal", html],
    ["busy", refuse(503, "busy")],
  ])("gives nothing up before the server has it: %s", (_, fault) => {
    const world = phoneWith(3);
    revoke(world, false);
    world.fault = (w, answer, request) =>
      request.do === "surrender" && request.ops.length > 0 ? fault(w, answer, request) : answer();
    world.trigger("start");
    world.passTime(120_000);
    expect(world.phone.size).toBe(3);
    world.fault = pass;
    world.trigger("button");
    world.passTime(60_000);
    expect(world.state.phase).toEqual(REVOKED);
    expect([...world.log].sort()).toEqual(["op-1", "op-2", "op-3"]);
    expect(world.phone.size).toBe(0);
  });
});

test("a session that has only ended gives nothing up", () => {
  const world = phoneWith(2);
  world.session = null;
  world.trigger("start");
  expect(world.state.phase).toEqual({ name: "paused", reason: "sign_in" });
  expect(world.state.person).toBe(ME);
  expect(world.waiting()).toBe(2);
  expect(world.requests).not.toContain("shred");
});

test("a server that can't be asked whether the phone is revoked gives nothing up", () => {
  const world = phoneWith(2);
  world.session = null;
  world.fault = (w, answer, request) => (request.do === "surrender" ? lostBefore(w, answer, request) : answer());
  world.trigger("start");
  expect(world.state.phase).toEqual({ name: "paused", reason: "sign_in" });
  expect(world.waiting()).toBe(2);
});
