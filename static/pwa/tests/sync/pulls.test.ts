import { describe, expect, test } from "vitest";
import { onPush, phoneWith } from "./phone";
import { OTHER, World, lostBefore, refuse } from "./world";

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
