/** The worker that keeps the app's files, and how a new version takes over. */
export interface WorkerHandle {
  /** Lets the version that waits take over; the page is then loaded anew. */
  activate(): void;
  /** Asks whether there is a new version. */
  check(): void;
}

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): { toString(): string } };
}

const WORKER_URL = "/app/sw.js";

/** The one script address that this app ever gives to the browser; the policy lets no other through. */
function trustedWorkerUrl(): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return WORKER_URL;
  const policy = factory.createPolicy("ljuspunkt-worker", {
    createScriptURL: (url) => {
      if (url !== WORKER_URL) throw new TypeError("not the worker of this app");
      return url;
    },
  });
  // The DOM library says string where browsers with Trusted Types want the trusted value.
  return policy.createScriptURL(WORKER_URL) as unknown as string;
}

export async function registerWorker(onWaiting: () => void): Promise<WorkerHandle | null> {
  if (!("serviceWorker" in navigator)) return null;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(trustedWorkerUrl(), { scope: "/app/", updateViaCache: "none" });
  let asked = false;
  serviceWorker.addEventListener("controllerchange", () => {
    // The first worker takes over a page that it did not serve: nothing is new then.
    if (asked) location.reload();
  });
  const watch = (worker: ServiceWorker | null) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && serviceWorker.controller !== null) onWaiting();
    });
  if (registration.waiting !== null && serviceWorker.controller !== null) onWaiting();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  return {
    activate() {
      asked = true;
      registration.waiting?.postMessage("activate");
    },
    check() {
      registration.update().catch(() => undefined);
    },
  };
}
