import type { Database } from "../store/database";
import { dropLease, takeLease } from "../store/lease";
import type { SyncLock } from "../sync/runner";

const NAME = "ljuspunkt-sync";
/** Longer than the engine lets a phase stall, so that a working tab is not robbed. */
const LEASE_MS = 60_000;

/**
 * One tab syncs at a time: a Web Lock, which a dead tab gives up at once, and beside it a lease that runs out, for a tab
 * that is frozen with the lock in its hand and for browsers without locks. Two tabs that sync at once would only do
 * double work.
 */
export function makeSyncLock(database: Database, holder: string, wallMs: () => number): SyncLock {
  let free: (() => void) | null = null;

  const hold = (options: LockOptions): Promise<boolean> =>
    new Promise((resolve) => {
      navigator.locks
        .request(NAME, options, (lock) => {
          resolve(lock !== null);
          return lock === null
            ? undefined
            : new Promise<void>((done) => {
                free = done;
              });
        })
        // Another tab took it over: what this one is doing may go on.
        .catch(() => resolve(false));
    });

  return {
    async take() {
      if (!("locks" in navigator)) return takeLease(database, holder, wallMs(), LEASE_MS);
      const got = free !== null || (await hold({ ifAvailable: true }));
      if (got) {
        await takeLease(database, holder, wallMs(), LEASE_MS, true);
        return true;
      }
      if (!(await takeLease(database, holder, wallMs(), LEASE_MS))) return false;
      return hold({ steal: true });
    },
    async renew() {
      await takeLease(database, holder, wallMs(), LEASE_MS);
    },
    async release() {
      free?.();
      free = null;
      await dropLease(database, holder);
    },
  };
}
