import type { Basemap } from "../domain/basemap";

/**
 * Where the phone keeps basemaps: a cache beside the app's own. The service worker clears away what begins with
 * `ljuspunkt-app-` when it is updated; this begins otherwise.
 */
const CACHE = "ljuspunkt-basemaps";
/** Never asked for over the network: only the key under which the file lies. */
const keyOf = (sha256: string) => `/app/kept-basemaps/${sha256}`;

export interface BasemapCache {
  /** The file; null where it is not there, or not whole. */
  read(basemap: Basemap): Promise<Blob | null>;
  keep(basemap: Basemap, file: Blob): Promise<"kept" | "full" | "failed">;
  /** Nothing else is kept than this one; null: nothing. */
  keepOnly(sha256: string | null): Promise<void>;
}

export function makeBasemapCache(): BasemapCache {
  return {
    async read(basemap) {
      try {
        const cache = await caches.open(CACHE);
        const file = await (await cache.match(keyOf(basemap.sha256)))?.blob();
        return file !== undefined && file.size === basemap.bytes ? file : null;
      } catch {
        // The system may refuse storage altogether; the sketch needs none.
        return null;
      }
    },
    async keep(basemap, file) {
      try {
        const cache = await caches.open(CACHE);
        await cache.put(keyOf(basemap.sha256), new Response(file));
        return "kept";
      } catch (error) {
        return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "failed";
      }
    },
    async keepOnly(sha256) {
      try {
        const cache = await caches.open(CACHE);
        for (const request of await cache.keys()) {
          if (sha256 === null || new URL(request.url).pathname !== keyOf(sha256)) await cache.delete(request);
        }
      } catch {
        // What is left lies there until the next time.
      }
    },
  };
}
