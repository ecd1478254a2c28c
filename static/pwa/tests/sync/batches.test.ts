import { describe, expect, test } from "vitest";
import { expectDrained, onPush, phoneWith } from "./phone";
import { ME, type Fault, World, pass, refuse } from "./world";

describe("a push that goes well", () => {
  test("moves each operation to sent, then pulls, then rests", () => {
    const world = phoneWith(3);
    world.trigger("start");
    expectDrained(world);
    expect(world.requests).toEqual([
      "acquire_lease",
      "read_session",
      "keep_session",
      "load_queue",
      "push",
      "store_results",
      "load_queue",
      "pull",
      "store_changes",
      "release_lease",
      "note_drained",
    ]);
  });

  test("goes out in batches of at most 200", () => {
    const world = phoneWith(450);
    world.trigger("start");
    expectDrained(world);
    expect(world.requests.filter((request) => request === "push")).toHaveLength(3);
  });

  test("goes out in batches under 1 MiB", () => {
    const world = new World();
    for (let i = 0; i < 5; i++) world.save(ME, { payload: { note: "x".repeat(400_000) } });
    world.trigger("start");
    expectDrained(world);
    expect(world.requests.filter((request) => request === "push")).toHaveLength(3);
  });

  test("sends what was saved while it ran", () => {
    const world = phoneWith(1);
    world.fault = (w, answer, request) => {
      if (request.do === "pull" && w.phone.size === 1) {
        w.save();
        w.state = { ...w.state, again: true };
      }
      return answer();
    };
    world.trigger("start");
    expectDrained(world);
    expect(world.log).toHaveLength(2);
  });
});

describe("a refused envelope", () => {
  test("400 is narrowed down to the one operation, which is set aside while all others go", () => {
    const world = phoneWith(300);
    world.poison.add("op-137").add("op-5");
    world.trigger("start");
    expect(world.waiting()).toBe(0);
    expect(world.server.size).toBe(298);
    expect(["op-5", "op-137"].map((id) => world.phone.get(id)?.standing)).toEqual(["set_aside", "set_aside"]);
    expect(world.requests.filter((request) => request === "push").length).toBeLessThan(50);
  });

  test("where even an empty envelope is refused, no entry is blamed", () => {
    const world = phoneWith(4);
    world.fault = onPush(refuse(400, "envelope_unreadable"), 100);
    world.trigger("start");
    expect(world.waiting()).toBe(4);
    expect(world.state.phase.name).toBe("backing_off");
    world.fault = pass;
    world.passTime(60_000);
    expectDrained(world);
  });

  test("a firewall that refuses one entry with 400 holds up none of the others", () => {
    const world = phoneWith(60);
    const firewall: Fault = (_, answer, request) =>
      request.do === "push" && request.ops.some((op) => op.op_id === "op-1")
        ? { status: 400, body: "<h1>Blocked</h1>", retryAfter: null }
        : answer();
    world.fault = firewall;
    world.trigger("start");
    expect(world.server.size).toBe(59);
    expect(world.phone.get("op-1")?.standing).toBe("waiting");
    world.fault = pass;
    world.passTime(60_000);
    expectDrained(world);
  });

  test("413 halves the batch", () => {
    const world = phoneWith(150);
    world.fault = (w, answer, request) =>
      request.do === "push" && request.ops.length > 40
        ? refuse(413, "too_many_operations")(w, answer, request)
        : answer();
    world.trigger("start");
    expectDrained(world);
  });
});
