import { describe, expect, test } from "vitest";
import { expectDrained, phoneWith } from "./phone";
import { lostAfter, pass, refuse } from "./world";

describe("a restored backup", () => {
  test("409: what the server lost is offered again, what it has is not stored twice", () => {
    const world = phoneWith(6);
    world.trigger("start");
    world.restoreBackup(2);
    world.save();
    world.trigger("save");
    expectDrained(world);
    expect(world.server.size).toBe(7);
    expect(world.phoneEpoch).toBe(world.serverEpoch);
  });

  test("is noticed by pull when nothing waits", () => {
    const world = phoneWith(6);
    world.trigger("start");
    world.restoreBackup(2);
    world.trigger("visible");
    expectDrained(world);
    expect(world.server.size).toBe(6);
  });

  test("an answer lost during the reconcile leaves the old epoch, so that it is done again", () => {
    const world = phoneWith(6);
    world.trigger("start");
    world.restoreBackup(2);
    world.fault = (w, answer, request) => (request.do === "reconcile" ? lostAfter(w, answer, request) : answer());
    world.trigger("visible");
    expect(world.phoneEpoch).toBe("epoch-1");
    world.fault = pass;
    world.trigger("button");
    expectDrained(world);
    expect(world.server.size).toBe(6);
  });

  test("over a thousand sent operations are asked about in parts", () => {
    const world = phoneWith(2_300);
    world.trigger("start");
    world.restoreBackup(1_500);
    world.trigger("visible");
    expectDrained(world);
    expect(world.requests.filter((request) => request === "reconcile")).toHaveLength(3);
  });

  test("a server whose epoch never stands still is not asked for ever", () => {
    const world = phoneWith(1);
    world.trigger("start");
    world.save();
    let n = 0;
    world.fault = (w, answer, request) =>
      request.do === "push" ? refuse(409, "epoch_changed", { epoch: `e${++n}` })(w, answer, request) : answer();
    world.trigger("save");
    expect(world.state.phase.name).toBe("backing_off");
    expect(world.waiting()).toBe(1);
  });
});
