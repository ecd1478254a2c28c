import { DEFAULT_LOCK_MINUTES } from "../domain/idle";
import { NOTHING_PULLED } from "../domain/pulled";
import { writeMeta } from "../store/database";
import { openKeys } from "../store/keyring";
import { isFull } from "../store/faults";
import { addRecovery, openByPin, openByRecovery, removePin, setPin, tryPin } from "../store/pin_lock";
import type { StartRows } from "../store/start";
import { readWaitMs } from "../store/tries";
import type { SessionAnswer } from "../sync/wire";
import type { Actions, PinResult } from "./actions";
import { describeCapture } from "./capturing";
import type { Host } from "./host";
import { watchIdle } from "./idle";

const SECOND_MS = 1_000;

type LockActions = Pick<Actions, "unlock" | "lockNow" | "setPin" | "removePin" | "setLockMinutes">;

export interface Locking extends LockActions {
  /** What opens the phone and how it is locked is known, and everything else where it is open. What lies open comes back. */
  begin(reading: Promise<StartRows>): Promise<StartRows["meta"]>;
  /** Watches for nobody touching the phone. */
  start(): void;
  /** Takes in what the server answered a password with. False where the phone is locked and it does not open it. */
  admit(session: SessionAnswer): Promise<boolean>;
  /** Another tab has locked, or was touched, or has changed the PIN. */
  hear(news: "lock" | "touch" | "keys"): Promise<void>;
}

/** The phone's lock: what is read is forgotten when it closes, what is written goes on into the vault's inbox. */
export function makeLocking(host: Host): Locking {
  const { model, database } = host.needs;
  const { keys } = database;
  let ticking = false;

  const idle = watchIdle({
    minutes: () => (keys.state === "open" && model.state.lock.hasPin ? model.state.lock.minutes : null),
    onIdle: () => lock(true),
    onTouch: () => host.needs.announce("touch"),
  });

  /** Locks this tab, and the others where it is the first. Nothing that waits is touched. */
  const lock = (own: boolean): void => {
    if (keys.state !== "open" || keys.kept?.pin == null) return;
    const capture = describeCapture(model.state);
    keys.lock();
    host.hush();
    host.openForms.clear();
    host.needs.runner().tell({ type: "signed_out" });
    // Locked first: to whoever listens, nobody has signed out and no pass has ended.
    host.lookAtLock({ openedByPassword: false, capture, isCapturing: false });
    model.set({ profile: null, queue: [], pulled: NOTHING_PULLED, drafts: new Map(), presence: null });
    void host.countWaiting().catch(() => undefined);
    if (own) host.needs.announce("lock");
  };

  const unlocked = async (openedByPassword: boolean): Promise<void> => {
    idle.touch();
    await host.readAll();
    host.hush();
    host.lookAtLock({ openedByPassword, waitMs: 0, capture: null, isCapturing: false });
    const person = model.state.profile?.user.id;
    if (person !== undefined) host.needs.runner().tell({ type: "signed_in", person, csrf: null });
  };

  /** The time until the next try, told every second. */
  const countDown = async (): Promise<void> => {
    const waitMs = await readWaitMs(database, host.wallMs()).catch(() => 0);
    model.set({ lock: { ...model.state.lock, waitMs } });
    if (waitMs === 0 || ticking) return;
    ticking = true;
    setTimeout(() => {
      ticking = false;
      void countDown();
    }, SECOND_MS);
  };

  const failed = async (kind: "wrong" | "wait"): Promise<PinResult> => {
    await countDown();
    return kind;
  };

  /** Does it once the PIN until now was right, or none is needed. */
  const whenProven = async (current: string | null, act: () => Promise<boolean>): Promise<PinResult> => {
    try {
      if (current !== null) {
        const trial = await tryPin(database, current, host.wallMs());
        if (trial.kind !== "right") return await failed(trial.kind);
      } else if (model.state.lock.hasPin && !model.state.lock.openedByPassword) {
        return "wrong";
      }
      const done = await act();
      host.lookAtLock({ openedByPassword: false, waitMs: 0 });
      host.needs.announce("keys");
      return done ? "done" : "failed";
    } catch (error) {
      return isFull(error) ? "full" : "failed";
    }
  };

  return {
    async begin(reading) {
      const rows = await reading;
      const { lock_minutes: minutes, capture } = rows.meta;
      host.lookAtLock({ minutes: minutes ?? DEFAULT_LOCK_MINUTES });
      await host.takeIn(rows);
      if (model.state.lock.locked) {
        host.lookAtLock({ capture: capture ?? null });
        await countDown();
      }
      return rows.meta;
    },

    start: idle.start,

    async unlock(pin) {
      try {
        const trial = await openByPin(database, pin, host.wallMs());
        if (trial.kind !== "right") return await failed(trial.kind);
        await unlocked(false);
        if (trial.isFull) host.sayFull();
        return "done";
      } catch (error) {
        return isFull(error) ? "full" : "failed";
      }
    },

    lockNow: () => lock(true),

    setPin: (pin, current) => whenProven(current, () => setPin(database, pin)),
    removePin: (current) => whenProven(current, () => removePin(database)),

    setLockMinutes(minutes) {
      host.lookAtLock({ minutes });
      writeMeta(database, "lock_minutes", minutes).catch(() => undefined);
    },

    async admit({ user, recovery_key: key }) {
      if (keys.state === "locked") {
        const opened = key !== undefined && (await openByRecovery(database, user.id, key).catch(() => false));
        if (opened) await unlocked(true);
        return opened;
      }
      if (key !== undefined && keys.state === "open") {
        // Without it the person can still use the phone; the PIN is offered when it is there.
        await addRecovery(database, user.id, key).catch(() => undefined);
        host.lookAtLock();
      }
      return true;
    },

    async hear(news) {
      if (news === "lock") lock(false);
      if (news === "touch") idle.touch();
      if (news !== "keys") return;
      const wasLocked = keys.state === "locked";
      await host.reload(["keys"], false);
      // The PIN was taken away in the other tab: nothing holds this one any more.
      if (!wasLocked || keys.kept?.device == null) return;
      if ((await openKeys(database)) === "open") await unlocked(false);
    },
  };
}
