import { makeWakeLock } from "../device/wake_lock";
import { takePresenceLock } from "../device/presence_lock";
import type { Fix } from "../domain/position";
import { type Presence, addStep, beginPresence, isSure } from "../domain/presence";
import { dropPresence, readPresences, writePresence } from "../store/presence";
import type { Actions } from "./actions";
import type { Host } from "./host";
import { keepAwake } from "./preferences";
import { selectLog, selectPatrol, selectVisit } from "./select";

/** What a browser that dies may lose. */
const WRITE_EVERY_MS = 10_000;

export interface Tracking extends Pick<Actions, "removePresence" | "setAwake"> {
  hear(fix: Fix): void;
  start(): void;
}

/**
 * Sums up the open pass's presence. The last fix is in memory alone, and only until the next one; what is kept on disk
 * is seconds by square. One tab sums up, the one that has the lock: two would count the same walk twice.
 */
export function makeTracking(host: Host): Tracking {
  const { model, database } = host.needs;
  let last: Fix | null = null;
  let writtenMs = 0;
  let unwritten = false;
  let patrolId: string | null = null;
  let letGo: (() => void) | null = null;
  let has = false;
  /** The sums as this tab last knew them: while the phone is locked nothing on the screen's side has them. */
  let known: Presence | null = null;
  let owner: string | null = null;
  let inVisit = false;
  const wakeLock = makeWakeLock();

  const write = async (presence: Presence): Promise<boolean> => {
    unwritten = false;
    writtenMs = host.wallMs();
    try {
      await writePresence(database, presence);
    } catch {
      // It is on the screen still, and is written with the next step.
      unwritten = true;
      return false;
    }
    host.needs.announce("presence");
    return true;
  };

  const writeRest = () => {
    if (unwritten && known !== null) void write(known);
  };

  /** Takes away what belongs to passes of this person that are known to be over. */
  const dropEnded = async () => {
    const log = selectLog(model.state);
    for (const one of await readPresences(database)) {
      const patrol = log.find((entry) => entry.recordId === one.patrol_id);
      const isOver = patrol !== undefined && (patrol.withdrawn || patrol.payload.ended_at != null);
      if (isOver) await dropPresence(database, one.patrol_id);
    }
  };

  const follow = () => {
    const { profile, awake, presence, lock } = model.state;
    // The pass goes on while the phone is locked: what is summed up is written and can't be read.
    if (lock.locked) return;
    const patrol = selectPatrol(model.state)?.recordId ?? null;
    owner = profile?.user.id ?? null;
    inVisit = selectVisit(model.state) !== null;
    wakeLock.want(patrol !== null && awake === true);
    if (presence !== null) known = presence;
    if (patrol === patrolId) {
      if (presence === null && known !== null) model.set({ presence: known });
      return;
    }
    patrolId = patrol;
    known = null;
    last = null;
    unwritten = false;
    letGo?.();
    letGo = null;
    has = false;
    if (presence !== null) model.set({ presence: null });
    if (profile === null) return;
    void dropEnded().catch(() => undefined);
    if (patrol === null) return;
    void host.reload(["presence"], false);
    letGo = takePresenceLock(() => {
      // The tab before may have written after this one last read.
      void host.reload(["presence"], false).then(() => {
        has = patrolId === patrol;
      });
    });
  };

  return {
    hear(fix) {
      if (patrolId === null || owner === null || !isSure(fix)) return;
      const before = last;
      last = fix;
      if (!has) return;
      const sums = known ?? beginPresence(patrolId, owner);
      if (before === null) return;
      const presence = addStep(sums, before, fix, inVisit);
      if (presence === sums) return;
      unwritten = true;
      known = presence;
      if (!model.state.lock.locked) model.set({ presence });
      if (fix.at_ms - writtenMs >= WRITE_EVERY_MS || fix.at_ms < writtenMs) void write(presence);
    },

    async removePresence(patrol) {
      const person = model.state.profile?.user.id;
      if (person === undefined) return false;
      const presence = { ...beginPresence(patrol.recordId, person), removed: true };
      known = presence;
      model.set({ presence });
      last = null;
      return write(presence);
    },

    setAwake(awake) {
      keepAwake(awake);
      model.set({ awake });
    },

    start() {
      model.subscribe(follow);
      follow();
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") writeRest();
      });
    },
  };
}
