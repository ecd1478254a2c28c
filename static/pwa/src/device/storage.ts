/** How safe what is on the phone is from the phone's own housekeeping. */
export interface StorageFacts {
  readonly persisted: boolean | null;
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
}

export async function readStorage(): Promise<StorageFacts> {
  if (!("storage" in navigator)) return { persisted: null, usedBytes: null, quotaBytes: null };
  const persisted = await navigator.storage.persisted?.().catch(() => null);
  const estimate = await navigator.storage.estimate?.().catch(() => null);
  return {
    persisted: persisted ?? null,
    usedBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
  };
}

/** Asks the browser to keep the storage when space runs low. It may say no; the diagnostics then say so. */
export async function askPersistence(): Promise<StorageFacts> {
  await navigator.storage?.persist?.().catch(() => false);
  return readStorage();
}

export function isInstalled(): boolean {
  const standalone = "standalone" in navigator && navigator.standalone === true;
  return standalone || matchMedia("(display-mode: standalone)").matches;
}

export function isIos(): boolean {
  return /iPhone|iPad|iPod/.test(navigator.userAgent);
}
