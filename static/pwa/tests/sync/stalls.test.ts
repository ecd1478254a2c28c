import { describe, expect, test } from "vitest";
import { expectDrained, onPush, phoneWith } from "./phone";

describe("stalls", () => {
  test("a request that never comes back is given up by the watchdog", () => {
    const world = phoneWith(2);
    world.trigger("start");
    world.save();
    // The runner lost the reply: the engine stays in its phase.
    world.state = { ...world.state, phase: { name: "pushing", batch: [] }, phaseSinceMs: world.nowMs };
    world.passTime(30_000);
    expect(world.waiting()).toBe(1);
    world.passTime(30_000);
    expectDrained(world);
    expect(world.requests).toContain("abort");
  });

  test("a store that fails is tried again", () => {
    const world = phoneWith(1);
    world.tell({ type: "triggered", trigger: "start" });
    world.save();
    world.state = { ...world.state, phase: { name: "loading" }, phaseSinceMs: world.nowMs };
    world.tell({ type: "store_failed", run: world.state.run, why: "UnknownError" });
    expect(world.state.phase.name).toBe("backing_off");
    world.passTime(60_000);
    expectDrained(world);
  });

  test("while another tab syncs this one looks again soon", () => {
    const world = phoneWith(1);
    world.leaseTaken = true;
    world.trigger("start");
    expect(world.wakeAfterMs).toBe(3_000);
    world.leaseTaken = false;
    world.nowMs += 3_000;
    world.trigger("timer");
    expectDrained(world);
  });

  test("two tabs that push the same at the same time store it once", () => {
    const world = phoneWith(3);
    world.fault = onPush((w, answer, request) => {
      if (request.do === "push")
        for (const op of request.ops)
          if (!w.server.has(op.op_id)) {
            w.server.set(op.op_id, op);
            w.log.push(op.op_id);
          }
      return answer();
    });
    world.trigger("start");
    expectDrained(world);
  });
});
