export {};

/**
 * Takes the worker's place while the operator has it off (ADR 0010): it gives up the kept files and itself, and leaves the
 * pages that are open as they are; the next one comes from the network. What people recorded lies in IndexedDB, which
 * this never opens.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = "ljuspunkt-app-";

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));

worker.addEventListener("activate", (event) => {
  const giveUp = async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
    await worker.registration.unregister();
  };
  event.waitUntil(giveUp());
});
