import { makeSyncLock } from "../device/lock";
import { storeChanges } from "../store/cache";
import { writeMeta } from "../store/database";
import { listSent, loadSlice, purgeSent, requeue, storeResults } from "../store/outbox";
import { keepProfile } from "../store/profile";
import { shredAll } from "../store/shred";
import { SyncRunner, type SyncStore } from "../sync/runner";
import { stampOf } from "../time/stamp";
import type { Host } from "./host";

/** How often the engine looks whether something waits or has stalled. */
const TICK_MS = 15_000;

/** The store as the runner asks for it; after each change the screens read what is new. */
function makeSyncStore(host: Host): SyncStore {
  const { database, model } = host.needs;
  return {
    async loadSlice(author, skip) {
      const slice = await loadSlice(database, author, skip);
      host.deviceSeq = slice.summary.max_seq;
      return slice;
    },
    async storeResults(moves, epoch) {
      await storeResults(database, moves, epoch, host.wallMs());
      await host.reload(["queue"]);
    },
    listSent: () => listSent(database),
    async requeue(opIds, epoch) {
      await requeue(database, opIds, epoch);
      await host.reload(["queue"]);
    },
    async storeChanges(pulled) {
      await storeChanges(database, pulled);
      if (pulled.changes.length > 0 || pulled.replace) await host.reload(["records"]);
    },
    async keepSession(session) {
      if (session.user.id !== host.state.profile?.user.id) return;
      await keepProfile(database, session);
      await host.reload(["profile"]);
    },
    async shred() {
      host.hush();
      await shredAll(database, host.wallMs());
      host.openForms.clear();
      await host.reload(["keys", "profile", "queue", "records", "drafts"]);
    },
    async noteDrained(wallMs, serverMs) {
      model.set({ drainedMs: wallMs });
      await writeMeta(database, "drained_ms", wallMs);
      if (serverMs !== null) await purgeSent(database, serverMs);
    },
  };
}

export function makeRunner(host: Host, deviceId: string, person: string | null): SyncRunner {
  const { database, client, model } = host.needs;
  return new SyncRunner(
    {
      store: makeSyncStore(host),
      lock: makeSyncLock(database, host.newId(), () => host.wallMs()),
      client,
      clock: { nowMs: () => performance.now(), wallMs: () => host.wallMs(), stamp: () => stampOf(host.wallMs()) },
      random: Math.random,
      setTimer: (act, afterMs) => {
        const timer = setTimeout(act, afterMs);
        return () => clearTimeout(timer);
      },
      deviceId,
      appVersion: __APP_VERSION__,
      onState: (sync) => model.set({ sync }),
    },
    person,
  );
}

/** Everything that makes a sync worth trying: start, looking again, a network, and the clock. */
export function listenForTriggers(host: Host): void {
  const runner = host.needs.runner();
  const { model } = host.needs;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    model.set({ nowMs: host.wallMs() });
    runner.tell({ type: "triggered", trigger: "visible" });
  });
  addEventListener("online", () => {
    model.set({ online: true });
    runner.tell({ type: "triggered", trigger: "online" });
  });
  addEventListener("offline", () => {
    model.set({ online: false });
    runner.tell({ type: "connection_lost" });
  });
  setInterval(() => {
    model.set({ nowMs: host.wallMs() });
    runner.tell({ type: "triggered", trigger: "tick" });
  }, TICK_MS);
  runner.tell({ type: "triggered", trigger: "start" });
}
