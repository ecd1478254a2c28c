import { makeId } from "../ids";
import { Database, type Memory } from "../store/database";
import { openKeys } from "../store/keyring";
import { readStart } from "../store/start";

/** What is asked of the disk before the rest of the script has been evaluated: it answers meanwhile. */

let remember: () => Memory | null = () => null;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export const database = new Database({
  makeId: () => makeId({ wallMs: Date.now(), fillRandom: (bytes) => crypto.getRandomValues(bytes) }),
  wait,
  remember: () => remember(),
});

/** Once the keys are known, what lies on the disk. Whoever waits for it hears what went wrong. */
export const firstRows = Promise.all([readStart(database), openKeys(database)]).then(([rows]) => rows);
firstRows.catch(() => undefined);

/** From now on this is what the open app still knows when the system has taken its storage away. */
export function rememberBy(memory: () => Memory | null): void {
  remember = memory;
}
