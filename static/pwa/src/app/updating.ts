import { type WorkerHandle, opensOffline, registerWorker, removeWorker } from "../device/worker";
import { fetchStanding } from "../net/standing";
import { readMeta, writeMeta } from "../store/database";
import type { AppStanding } from "../sync/wire";
import type { Actions } from "./actions";
import { canUpdate } from "./between";
import type { Host } from "./host";

/** With the app open all night, the operator is heard this often. */
const LISTEN_EVERY_MS = 600_000;

type Updating = Pick<Actions, "applyUpdate" | "postponeUpdate" | "checkVersion"> & { start(): Promise<void> };

/** New versions, which the person lets in, and the operator's brake on this one. */
export function makeUpdating(host: Host): Updating {
  const { model, client, database } = host.needs;
  let worker: WorkerHandle | null = null;
  let asked = false;

  const register = async () => {
    worker = await registerWorker({
      onWaiting: () => model.set({ updateReady: true }),
      onTakenOver: () => {
        if (asked) whenFree(() => location.reload());
        else model.set({ updateReady: true });
      },
    }).catch(() => null);
  };

  /** Now, or as soon as nobody is in the middle of something. */
  const whenFree = (act: () => void) => {
    if (canUpdate(model.state)) {
      act();
      return;
    }
    const stop = model.subscribe(() => {
      if (!canUpdate(model.state)) return;
      stop();
      act();
    });
  };

  const obey = async (standing: AppStanding) => {
    const before = model.state.standing;
    model.set({ standing });
    host.needs.runner().tell({ type: "blocked", blocked: standing.stop !== null });
    if (standing.worker === "off") {
      worker = null;
      await removeWorker().catch(() => undefined);
    } else if (worker === null) {
      await register();
    }
    // What is blocked is mended by a version that may be there already.
    if (standing.stop !== null && before?.stop !== standing.stop) worker?.check();
    model.set({ device: { ...model.state.device, opensOffline: await opensOffline() } });
  };

  /** Only a whole answer changes anything; without one what was last heard stands. */
  const listen = async () => {
    const heard = await fetchStanding(client, __APP_VERSION__);
    if (heard.kind !== "ok") return;
    await writeMeta(database, "app_standing", { ...heard.value, version: __APP_VERSION__ }).catch(() => undefined);
    await obey(heard.value);
  };

  /** A push that was refused for the version is the quickest way to hear of it. */
  const listenWhenRefused = () => {
    let was = false;
    model.subscribe(() => {
      const { phase, blocked } = model.state.sync;
      const is = phase.name === "paused" && phase.reason === "app_blocked" && !blocked;
      if (is && !was) void listen();
      was = is;
    });
  };

  return {
    async start() {
      const kept = await readMeta(database, "app_standing").catch(() => null);
      const known = kept !== null && kept.version === __APP_VERSION__ ? kept : null;
      if (known === null) await register();
      else await obey(known);
      listenWhenRefused();
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState !== "visible") return;
        worker?.check();
        void listen();
      });
      addEventListener("online", () => void listen());
      setInterval(() => void listen(), LISTEN_EVERY_MS);
      await listen();
    },

    applyUpdate() {
      model.set({ updateWanted: true });
      whenFree(() => {
        asked = true;
        // Where another tab has let it in already, this page only has to be loaded anew.
        if (worker?.activate() !== true) location.reload();
      });
    },

    postponeUpdate: () => model.set({ updateReady: false }),

    checkVersion() {
      worker?.check();
      void listen();
    },
  };
}
