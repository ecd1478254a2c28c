/** The worker that keeps the app's files, and how a new version takes over. */
export interface WorkerHandle {
  /** Lets the version that waits take over. False where none waits: another tab was quicker. */
  activate(): boolean;
  /** Asks whether there is a new version. */
  check(): void;
}

export interface WorkerNews {
  /** A new version has its files and waits. */
  onWaiting(): void;
  /** Another version answers for this page's files from now on. */
  onTakenOver(): void;
}

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): { toString(): string } };
}

const WORKER_URL = "/app/sw.js";
const SCOPE = "/app/";
/** As in sw/sw.ts, which can share no module with the app. */
const CACHES = "ljuspunkt-app-";
let trusted: string | null = null;

/** The one script address that this app ever gives to the browser; the policy lets no other through. */
function trustedWorkerUrl(): string {
  if (trusted !== null) return trusted;
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return WORKER_URL;
  const policy = factory.createPolicy("ljuspunkt-worker", {
    createScriptURL: (url) => {
      if (url !== WORKER_URL) throw new TypeError("not the worker of this app");
      return url;
    },
  });
  // The DOM library says string where browsers with Trusted Types want the trusted value. A policy is made only once.
  trusted = policy.createScriptURL(WORKER_URL) as unknown as string;
  return trusted;
}

export async function registerWorker(news: WorkerNews): Promise<WorkerHandle | null> {
  if (!("serviceWorker" in navigator)) return null;
  const { serviceWorker } = navigator;
  // The first worker takes over a page that it did not serve: nothing is new then.
  let served = serviceWorker.controller !== null;
  const registration = await serviceWorker.register(trustedWorkerUrl(), { scope: SCOPE, updateViaCache: "none" });
  serviceWorker.addEventListener("controllerchange", () => {
    if (served) news.onTakenOver();
    served = true;
  });
  const watch = (worker: ServiceWorker | null) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && serviceWorker.controller !== null) news.onWaiting();
    });
  if (registration.waiting !== null && serviceWorker.controller !== null) news.onWaiting();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  return {
    activate() {
      registration.waiting?.postMessage("activate");
      return registration.waiting !== null;
    },
    check() {
      registration.update().catch(() => undefined);
    },
  };
}

/** The worker and the files that it kept are gone; what people recorded is elsewhere and is not touched. */
export async function removeWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith(CACHES)) await caches.delete(name);
}

/** Whether a worker answers for the app's files, so that it opens without a network. */
export async function opensOffline(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const registration = await navigator.serviceWorker.getRegistration(SCOPE).catch(() => undefined);
  return registration?.active != null;
}
