export {};
declare const __PRECACHE_URLS__: readonly string[];
declare const __PRECACHE_HASH__: string;

/**
 * Keeps the app's own files, so that it opens without a network. It answers GETs for those files and nothing else: a
 * push never passes through here (a worker that re-issued POSTs has sent empty bodies on iOS).
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = "ljuspunkt-app-";
const CACHE = PREFIX + __PRECACHE_HASH__;
const SHELL = "/app/";
const FILES = new Set(__PRECACHE_URLS__);

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(__PRECACHE_URLS__.map((url) => new Request(url, { cache: "reload" })))),
  );
});

worker.addEventListener("activate", (event) => {
  const isOld = (name: string) => name.startsWith(PREFIX) && name !== CACHE;
  const clear = async () => {
    for (const name of (await caches.keys()).filter(isOld)) await caches.delete(name);
    await worker.clients.claim();
  };
  event.waitUntil(clear());
});

/** A new version waits until the person says so; the page asks only between entries. */
worker.addEventListener("message", (event) => {
  if (event.data === "activate") event.waitUntil(worker.skipWaiting());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith(SHELL)) event.respondWith(answer(SHELL, request));
  else if (FILES.has(url.pathname)) event.respondWith(answer(url.pathname, request));
});

/** The network is the last resort: a cache that the system emptied must not keep the app from opening. */
async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
