import { describe, expect, test } from "vitest";
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

/** The fault meets pushes only; `times` of them. */
const onPush = (fault: Fault, times = 1): Fault => {
  let left = times;
  return (world, answer, request) => {
    if (request.do !== "push" || left <= 0) return answer();
    left -= 1;
    return fault(world, answer, request);
  };
};

function phoneWith(entries: number): World {
  const world = new World();
  for (let i = 0; i < entries; i++) world.save();
  return world;
}

/** All that the phone has shown as saved is on the server exactly once. */
function expectDrained(world: World): void {
  expect(world.waiting()).toBe(0);
  expect(new Set(world.log).size).toBe(world.log.length);
  for (const { op, standing } of world.phone.values()) {
    if (standing === "sent") expect(world.server.get(op.op_id)).toEqual(op);
  }
  expect(world.state.phase.name).toBe("idle");
}

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

describe("an answer that never came whole", () => {
  test.each([
    ["the request was lost", lostBefore],
    ["the answer was lost after the commit", lostAfter],
    ["the answer was cut off", truncated],
    ["a captive portal answered with HTML and 200", html],
    ["a gateway answered 502", gateway],
    ["the server was busy", refuse(503, "busy", {}, "2")],
    ["too many requests", refuse(429, "too_many_requests", {}, "7")],
    ["the disk was full", refuse(507, "storage_full")],
    ["not JSON, it said", refuse(415, "unsupported_media_type")],
    ["the server failed", refuse(500, "internal_error")],
  ] as const)("%s: nothing moves, then all of it goes", (_, fault) => {
    const world = phoneWith(5);
    world.fault = onPush(fault);
    world.trigger("start");
    expect(world.waiting()).toBe(5);
    expect(world.state.phase.name).toBe("backing_off");
    expect(world.wakeAfterMs).not.toBeNull();
    world.passTime(60_000);
    expectDrained(world);
  });

  test("the same push twice is stored once", () => {
    const world = phoneWith(5);
    world.fault = onPush(twice);
    world.trigger("start");
    expectDrained(world);
  });

  test("the wait grows with full jitter, stays within 5 minutes and never ends", () => {
    const world = phoneWith(1);
    world.fault = onPush(lostBefore, 1_000);
    world.dice = () => 0.999_999;
    const waits: number[] = [];
    for (let i = 0; i < 30; i++) {
      world.trigger("button");
      waits.push(world.wakeAfterMs ?? 0);
    }
    expect(waits.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(Math.max(...waits)).toBe(300_000);
    world.dice = () => 0;
    world.trigger("button");
    expect(world.wakeAfterMs).toBe(1_000);
    expect(world.waiting()).toBe(1);
  });

  test("Retry-After is honoured, within a minute", () => {
    const world = phoneWith(1);
    world.fault = onPush(refuse(503, "busy", {}, "20"));
    world.trigger("start");
    expect(world.wakeAfterMs).toBe(20_000);
    world.nowMs += 10_000;
    world.trigger("save");
    world.trigger("visible");
    expect(world.waiting()).toBe(1);
    world.nowMs += 10_000;
    world.trigger("timer");
    expectDrained(world);

    const stranded = phoneWith(1);
    stranded.fault = onPush(refuse(503, "busy", {}, "86400"));
    stranded.trigger("start");
    expect(stranded.wakeAfterMs).toBe(60_000);
  });

  test("coming online does not wait for the backoff", () => {
    const world = phoneWith(1);
    world.fault = lostBefore;
    world.trigger("start");
    expect(world.state.reach).toBe("unreachable");
    world.fault = pass;
    world.trigger("online");
    expectDrained(world);
    expect(world.state.reach).toBe("reached");
  });
});

describe("results", () => {
  test("an operation that no result names is kept and tried again", () => {
    const world = phoneWith(3);
    world.fault = onPush((_, answer) => {
      const reply = answer();
      const body = JSON.parse(reply?.body ?? "{}");
      body.results.splice(1, 1);
      return { status: 200, body: JSON.stringify(body), retryAfter: null };
    });
    world.trigger("start");
    expect(world.waiting()).toBe(1);
    world.passTime(60_000);
    expectDrained(world);
  });

  test("a result about somebody else's operation changes nothing", () => {
    const world = phoneWith(2);
    world.fault = onPush((_, answer) => {
      const reply = answer();
      return { status: 200, body: (reply?.body ?? "").replaceAll("op-1", "op-9"), retryAfter: null };
    });
    world.trigger("start");
    expect(world.waiting()).toBe(2);
    world.passTime(60_000);
    expectDrained(world);
  });

  test("retry keeps its operation and lets the others go", () => {
    const world = phoneWith(3);
    world.verdicts.set("op-2", "retry");
    world.trigger("start");
    expect([...world.server.keys()]).toEqual(["op-1", "op-3"]);
    expect(world.state.phase.name).toBe("backing_off");
    world.verdicts.delete("op-2");
    world.passTime(60_000);
    expectDrained(world);
  });

  test("conflict and quarantine are sent, with their status for the person to see", () => {
    const world = phoneWith(3);
    world.verdicts.set("op-1", "conflict").set("op-2", "quarantined");
    world.trigger("start");
    expectDrained(world);
    expect([...world.phone.values()].map((stored) => stored.status)).toEqual(["conflict", "quarantined", "applied"]);
  });

  test("a quarantine whose answer was lost is still seen: the duplicate tells its first status", () => {
    const world = phoneWith(1);
    world.verdicts.set("op-1", "quarantined");
    world.fault = onPush(lostAfter);
    world.trigger("start");
    world.passTime(60_000);
    expect(world.phone.get("op-1")?.status).toBe("quarantined");
  });

  test("a raw quarantine without an op_id is set aside, not sent for ever", () => {
    const world = phoneWith(1);
    world.fault = onPush((_, answer) => {
      const body = JSON.parse(answer()?.body ?? "{}");
      Object.assign(body.results[0], { op_id: null, status: "quarantined", code: "unreadable" });
      return { status: 200, body: JSON.stringify(body), retryAfter: null };
    });
    world.trigger("start");
    expect(world.phone.get("op-1")?.standing).toBe("set_aside");
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

describe("pull", () => {
  const pages = (
    world: World,
    ...answers: { changes: number; has_more: boolean; reset: boolean; cursor: string }[]
  ) => {
    world.fault = (_, answer, request) => {
      const page = request.do === "pull" ? answers.shift() : undefined;
      if (page === undefined) return answer();
      const changes = Array.from({ length: page.changes }, (__, i) => ({
        seq: i,
        kind: "plan",
        record_id: `r${i}`,
        version: 1,
        deleted: false,
        data: {},
      }));
      const body = { ...page, changes, proto: 1, epoch: "epoch-1", server_time: "2026-11-23T20:47:03.511Z" };
      return { status: 200, body: JSON.stringify(body), retryAfter: null };
    };
  };

  test("a first pull in several pages replaces the cache once, at its end", () => {
    const world = new World();
    pages(
      world,
      { changes: 3, has_more: true, reset: true, cursor: "e.3" },
      { changes: 3, has_more: true, reset: false, cursor: "e.6" },
      { changes: 1, has_more: false, reset: false, cursor: "e.7" },
    );
    world.trigger("start");
    expect(world.cacheWrites).toEqual([{ replace: true, count: 7 }]);
    expect(world.cursor).toBe("e.7");
  });

  test("a first pull that breaks off changes nothing", () => {
    const world = new World();
    pages(world, { changes: 3, has_more: true, reset: true, cursor: "e.3" });
    const first = world.fault;
    let pulls = 0;
    world.fault = (w, answer, request) => (request.do === "pull" && ++pulls > 1 ? null : first(w, answer, request));
    world.trigger("start");
    expect(world.cacheWrites).toEqual([]);
    expect(world.cursor).toBeNull();
  });

  test("news are stored page by page", () => {
    const world = new World();
    world.trigger("start");
    world.cacheWrites = [];
    pages(
      world,
      { changes: 3, has_more: true, reset: false, cursor: "e.3" },
      { changes: 2, has_more: false, reset: false, cursor: "e.5" },
    );
    world.trigger("visible");
    expect(world.cacheWrites).toEqual([
      { replace: false, count: 3 },
      { replace: false, count: 2 },
    ]);
  });

  test("a reset never touches the queue", () => {
    const world = phoneWith(2);
    world.fault = onPush(lostBefore);
    world.trigger("start");
    world.save(OTHER);
    pages(world, { changes: 3, has_more: false, reset: true, cursor: "e.3" });
    world.trigger("button");
    expect(world.phone.size).toBe(3);
    expect(world.standing(world.save())).toBe("waiting");
  });

  test("a cursor that the server refuses to read is given up for a full page", () => {
    const world = new World();
    world.trigger("start");
    world.fault = (w, answer, request) =>
      request.do === "pull" && request.cursor !== null ? refuse(400, "bad_request")(w, answer, request) : answer();
    world.trigger("visible");
    expect(world.cacheWrites.at(-1)).toEqual({ replace: true, count: 0 });
    expect(world.state.phase.name).toBe("idle");
  });
});

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
