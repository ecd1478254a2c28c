import type { Database } from "../store/database";
import { sealLoose } from "../store/seal_plain";

const LOOK_EVERY_MS = 5_000;

/** What lies plain, or was written while the phone was locked, is sealed as soon as somebody sees to it: now and then. */
export function startSealing(database: Database): void {
  let working = false;
  const look = async () => {
    if (working || !database.keys.hasLoose || database.keys.state !== "open") return;
    working = true;
    // What could not be sealed is plain until the next time.
    await sealLoose(database).catch(() => undefined);
    working = false;
  };
  setInterval(() => void look(), LOOK_EVERY_MS);
  void look();
}
