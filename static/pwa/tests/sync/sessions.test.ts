import { describe, expect, test } from "vitest";
import { expectDrained, onPush, phoneWith } from "./phone";
import { ME, OTHER, pass, refuse } from "./world";

describe("who is signed in", () => {
  test("401 pauses, keeps everything, and goes on after signing in", () => {
    const world = phoneWith(250);
    let pushes = 0;
    world.fault = (w, answer, request) => {
      if (request.do === "push" && ++pushes === 2) w.session = null;
      return answer();
    };
    world.trigger("start");
    expect(world.state.phase).toEqual({ name: "paused", reason: "sign_in" });
    expect(world.waiting()).toBe(50);
    world.fault = pass;
    world.passTime(600_000);
    expect(world.waiting()).toBe(50);
    world.session = ME;
    world.tell({ type: "signed_in", person: ME, csrf: world.csrf });
    expectDrained(world);
  });

  test("an old CSRF token is fetched again, once", () => {
    const world = phoneWith(1);
    world.trigger("start");
    world.csrf = "token-2";
    world.save();
    world.trigger("save");
    expectDrained(world);

    world.save();
    world.fault = onPush(refuse(403, "csrf_failed"), 100);
    world.trigger("save");
    expect(world.state.phase.name).toBe("backing_off");
    expect(world.waiting()).toBe(1);
  });

  test("another person sends only their own; the first one's wait and are counted", () => {
    const world = phoneWith(2);
    world.session = OTHER;
    world.tell({ type: "signed_in", person: OTHER, csrf: world.csrf });
    world.save(OTHER);
    world.trigger("save");
    expect([...world.server.keys()]).toEqual(["op-3"]);
    expect(world.state).toMatchObject({ ownWaiting: 0, othersWaiting: 2 });
    world.session = ME;
    world.tell({ type: "signed_in", person: ME, csrf: world.csrf });
    expectDrained(world);
  });

  test("a session that somebody else took over in this browser sends nothing", () => {
    const world = phoneWith(2);
    world.session = OTHER;
    world.trigger("start");
    expect(world.state.phase).toEqual({ name: "paused", reason: "other_person" });
    expect(world.server.size).toBe(0);
  });

  test("a session that changes hands while the app is open is noticed", () => {
    const world = phoneWith(1);
    world.trigger("start");
    world.session = OTHER;
    world.csrf = "token-of-other";
    world.save();
    world.trigger("save");
    expect(world.state.phase).toEqual({ name: "paused", reason: "other_person" });
    expect(world.waiting()).toBe(1);
  });

  test("a revoked device keeps what it has and says so", () => {
    const world = phoneWith(2);
    world.fault = onPush(refuse(403, "device_revoked"));
    world.trigger("start");
    expect(world.state.phase).toEqual({ name: "paused", reason: "device_revoked" });
    expect(world.waiting()).toBe(2);
    world.passTime(600_000);
    expect(world.server.size).toBe(0);
    world.trigger("button");
    expectDrained(world);
  });

  test("signing out in the middle leaves the queue as it is, and a late answer is not listened to", () => {
    const world = phoneWith(2);
    world.fault = onPush((w, answer) => {
      const reply = answer();
      w.tell({ type: "signed_out" });
      return reply;
    });
    world.trigger("start");
    expect(world.waiting()).toBe(2);
    expect(world.state.phase).toEqual({ name: "paused", reason: "sign_in" });
    world.fault = pass;
    world.tell({ type: "signed_in", person: ME, csrf: world.csrf });
    expectDrained(world);
  });
});
