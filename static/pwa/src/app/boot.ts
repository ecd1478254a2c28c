import { makeBasemapCache } from "../device/basemap_cache";
import { afterFrame } from "../device/frame";
import { isInstalled, isIos, readStorage } from "../device/storage";
import { type PositionNews, watchPosition } from "../device/position";
import { canStayAwake } from "../device/wake_lock";
import { makeDownloader } from "../net/basemap";
import { makeClient } from "../net/client";
import { StoreFailed } from "../store/faults";
import { writeFix } from "../store/profile";
import type { SyncRunner } from "../sync/runner";
import { makeAccount, settleSignOut } from "./account";
import type { Actions } from "./actions";
import { makeBasemaps } from "./basemaps";
import { keepCapture, makeCapturing } from "./capturing";
import { database, firstRows, rememberBy } from "./early";
import { makeForms } from "./forms";
import { Host, type News } from "./host";
import { makeLocking } from "./locking";
import { readAwake, readContrast, readLocale, readTheme } from "./preferences";
import { makeRecording } from "./recording";
import { makeRepairing } from "./repairing";
import { exportDiagnostic, exportQueue } from "./rescue";
import { makeNavigation } from "./navigation";
import { type Route, isEntryRoute, parseRoute } from "./routes";
import { selectPatrol } from "./select";
import { FIRST_STATE, Model } from "./state";
import { startSealing } from "./sealing";
import { listenForTriggers, makeRunner } from "./sync_host";
import { type Tracking, makeTracking } from "./tracking";
import { makeUpdating } from "./updating";

const KEEP_FIX_EVERY_MS = 30_000;

/** The screens of one entry. */
const OWN_SCREEN: readonly Route["name"][] = ["entry", "edit", "withdraw", "copy"];

/** The app, put together: the one place that knows every part. */
export function assemble(): { model: Model; actions: Actions; start(): Promise<void> } {
  const locale = readLocale();
  const model = new Model({
    ...FIRST_STATE,
    nowMs: Date.now(),
    locale: locale ?? "sv",
    theme: readTheme(),
    contrast: readContrast(),
    awake: canStayAwake() ? readAwake() : null,
    route: parseRoute(location.hash),
    online: navigator.onLine,
  });
  const channel = new BroadcastChannel("ljuspunkt");
  let runner: SyncRunner | null = null;

  const host = new Host({
    model,
    database,
    client: makeClient(fetch.bind(globalThis)),
    runner: () => {
      if (runner === null) throw new Error("the app has not started");
      return runner;
    },
    announce: (what) => channel.postMessage(what),
  });
  rememberBy(() => host.remember());

  const navigation = makeNavigation((route) => {
    // What was just saved and is opened is corrected or withdrawn there: "Ångra" over its form would take it away.
    if (OWN_SCREEN.includes(route.name)) host.hush();
    else host.hushPlain();
    model.set({ route, nowMs: Date.now() });
  });
  const { start: startUpdating, ...updating } = makeUpdating(host);
  const lookAtStorage = async () => {
    const facts = await readStorage();
    model.set({ device: { ...model.state.device, ...facts } });
  };
  const { follow: followBasemap, ...basemapActions } = makeBasemaps({
    model,
    cache: makeBasemapCache(),
    download: makeDownloader(fetch.bind(globalThis)),
  });
  const { hear: hearFix, start: startTracking, ...tracking } = makeTracking(host);
  const goHome = () => navigation.replace({ name: "home" });
  const { begin: beginLock, start: startLock, admit, hear: hearLock, ...locking } = makeLocking(host);
  const actions: Actions = {
    go: navigation.go,
    replace: navigation.replace,
    back: navigation.back,
    leave: navigation.leave,
    ...makeAccount(host, { admit, lockNow: locking.lockNow }),
    ...locking,
    ...makeCapturing(host),
    ...makeRecording(host, (from) => navigation.leave(from, { name: "home" })),
    ...makeRepairing(host),
    ...makeForms(host),
    ...tracking,
    syncNow() {
      host.needs.runner().tell({ type: "triggered", trigger: "button" });
      if (model.state.standing?.stop != null) updating.checkVersion();
    },
    ...basemapActions,
    exportQueue: () => exportQueue(host),
    exportDiagnostic: () => exportDiagnostic(host),
    lookAtStorage: () => void lookAtStorage(),
    undo() {
      const { toast } = model.state;
      host.hush();
      if (toast?.undo) void host.save(toast.undo(), null);
    },
    dismissToast: () => host.hush(),
    ...updating,
  };

  async function readEverything(): Promise<string> {
    const { device_id: deviceId = "", drained_ms: drainedMs = null } = await beginLock(firstRows);
    const { profile } = model.state;
    model.set({
      drainedMs,
      locale: locale ?? profile?.user.locale ?? "sv",
      device: { ...model.state.device, id: deviceId, installed: isInstalled(), ios: isIos() },
    });
    return deviceId;
  }

  async function start(): Promise<void> {
    try {
      const deviceId = await readEverything();
      runner = makeRunner(host, deviceId, model.state.profile?.user.id ?? null);
    } catch (error) {
      model.set({ fatal: error instanceof StoreFailed ? error.fault : "other" });
      return;
    }
    channel.addEventListener("message", (event: MessageEvent<News>) => hearOtherTab(event.data));
    startLock();
    model.set({ ready: true });
    // Everything else waits for the screen: on a slow phone it would hold it up.
    await afterFrame();
    startSealing(database);
    keepCapture(host);
    startTracking();
    followPosition(host, hearFix);
    listenForTriggers(host);
    followBasemap();
    await settleSignOut(host);
    await lookAtStorage();
    await startUpdating();
  }

  /** Another tab changed the store. A save there is sent from here too, in case that tab is closing. */
  function hearOtherTab(what: News): void {
    if (what === "lock" || what === "touch" || what === "keys") {
      void hearLock(what);
      return;
    }
    void host.reload([what], false).then(() => {
      const waits = model.state.queue.some((entry) => entry.standing.state === "waiting");
      if (what === "queue" && waits) host.needs.runner().tell({ type: "triggered", trigger: "save" });
      if (what !== "profile") return;
      const person = model.state.profile?.user.id ?? null;
      if (person === runner?.state.person) return;
      // A form that the person before had open is not the next one's to save.
      goHome();
      if (person === null) runner?.tell({ type: "signed_out" });
      else runner?.tell({ type: "signed_in", person, csrf: null });
    });
  }

  return { model, actions, start };
}

/** The position runs while a pass or a form is open, and never else. */
function followPosition(host: Host, hearFix: Tracking["hear"]): void {
  const { model, database } = host.needs;
  let stop: (() => void) | null = null;
  let following = false;
  let keptMs = 0;
  const hear = (news: PositionNews) => {
    if (news.kind !== "fix") {
      model.set({ gps: news.kind });
      return;
    }
    model.set({ gps: "on", fix: news.fix, nowMs: news.fix.at_ms });
    hearFix(news.fix);
    if (news.fix.at_ms - keptMs < KEEP_FIX_EVERY_MS) return;
    keptMs = news.fix.at_ms;
    writeFix(database, news.fix).catch(() => undefined);
  };
  const decide = () => {
    const { state } = model;
    // A pass goes on while the phone is locked, and so does its position.
    const { locked, capture, isCapturing } = state.lock;
    const wanted = locked
      ? isCapturing || capture?.patrol_id != null
      : state.profile !== null && (selectPatrol(state) !== null || isEntryRoute(state.route));
    if (wanted === following) return;
    // Set first: each of the two below changes the state and comes back here.
    following = wanted;
    if (wanted) {
      stop = watchPosition(hear);
    } else {
      stop?.();
      stop = null;
      model.set({ gps: "off" });
    }
  };
  model.subscribe(decide);
  decide();
}
