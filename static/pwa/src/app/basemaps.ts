import type { BasemapCache } from "../device/basemap_cache";
import { type Basemap, NO_BASEMAP, fetchesUnasked, isAbout } from "../domain/basemap";
import type { Downloader } from "../net/basemap";
import type { Actions } from "./actions";
import { selectBasemap } from "./select";
import type { Model } from "./state";

type BasemapActions = Pick<Actions, "fetchBasemap" | "openBasemap" | "reportBasemap">;

interface Needs {
  readonly model: Model;
  readonly cache: BasemapCache;
  readonly download: Downloader;
}

/** Keeps the area's basemap on the phone: looks for it, fetches it once, and lets go of what the area no longer has. */
export function makeBasemaps({ model, cache, download }: Needs): BasemapActions & { follow(): void } {
  /** One at a time, and what is begun for one file ends when the area has another. */
  let running: Basemap | null = null;
  let wasOnline = false;

  const isStill = (basemap: Basemap) => isAbout(model.state.basemap, basemap);

  async function look(basemap: Basemap): Promise<void> {
    model.set({ basemap: { phase: "looking", basemap } });
    const found = await cache.read(basemap);
    if (!isStill(basemap)) return;
    model.set({ basemap: { phase: found === null ? "offered" : "ready", basemap } });
  }

  async function fetchIt(basemap: Basemap): Promise<void> {
    if (running !== null) return;
    running = basemap;
    model.set({ basemap: { phase: "fetching", basemap, received: 0 } });
    try {
      const got = await download(basemap, (received) => {
        if (isStill(basemap)) model.set({ basemap: { phase: "fetching", basemap, received } });
      });
      if (!isStill(basemap)) return;
      if ("failed" in got) {
        model.set({ basemap: { phase: "failed", basemap, why: got.failed } });
        return;
      }
      // What the area had before goes first: two of them might not find room.
      await cache.keepOnly(basemap.sha256);
      const kept = await cache.keep(basemap, got.file);
      if (!isStill(basemap)) return;
      const why = kept === "full" ? "storage_full" : "other";
      model.set({ basemap: kept === "kept" ? { phase: "ready", basemap } : { phase: "failed", basemap, why } });
    } finally {
      running = null;
      decide();
    }
  }

  /** After any change of the state: is the basemap another one, or is it time to fetch? */
  function decide(): void {
    const { state } = model;
    const cameOnline = state.online && !wasOnline;
    wasOnline = state.online;
    if (!state.ready || state.profile === null) return;
    const wanted = selectBasemap(state);
    if (!isAbout(state.basemap, wanted)) {
      if (wanted === null) {
        model.set({ basemap: NO_BASEMAP });
        // Nothing pulled yet is not the same as an area without a map.
        if (state.pulled.areas.length > 0) void cache.keepOnly(null);
      } else void look(wanted);
      return;
    }
    const again = state.basemap.phase === "offered" || cameOnline;
    if (wanted !== null && again && fetchesUnasked(state.basemap, state.online)) void fetchIt(wanted);
  }

  return {
    follow() {
      model.subscribe(decide);
      document.addEventListener("visibilitychange", () => {
        const wanted = selectBasemap(model.state);
        const isBack = document.visibilityState === "visible" && model.state.basemap.phase === "failed";
        if (wanted !== null && isBack && fetchesUnasked(model.state.basemap, model.state.online)) void fetchIt(wanted);
      });
      decide();
    },
    fetchBasemap() {
      const { basemap } = model.state;
      if (basemap.phase === "offered" || basemap.phase === "failed") void fetchIt(basemap.basemap);
    },
    async openBasemap() {
      const { basemap } = model.state;
      if (basemap.phase !== "ready") return null;
      const file = await cache.read(basemap.basemap);
      // The system has taken it back under us: it can be had again.
      if (file === null && isStill(basemap.basemap)) {
        model.set({ basemap: { phase: "offered", basemap: basemap.basemap } });
      }
      return file;
    },
    reportBasemap() {
      const { basemap } = model.state;
      if (basemap.phase === "ready") {
        model.set({ basemap: { phase: "failed", basemap: basemap.basemap, why: "unreadable" } });
      }
    },
  };
}
