import { readMeta } from "../store/database";
import { readQueue } from "../store/outbox";
import { stampOf } from "../time/stamp";
import type { Host } from "./host";

/**
 * The whole unsent queue as a file: the same operations with the same ids, for an administrator to import when the phone
 * itself can't send. Whose they are stands in each of them.
 */
export async function exportQueue(host: Host): Promise<void> {
  const { database } = host.needs;
  const queue = await readQueue(database);
  const unsent = queue.filter((entry) => entry.standing.state !== "sent");
  if (unsent.length === 0) {
    host.say({ text: host.t("menu.export.empty"), undo: null, detailsOf: null });
    return;
  }
  const rescue = {
    format: "ljuspunkt-queue",
    version: 1,
    device_id: host.state.device.id,
    app: __APP_VERSION__,
    exported_at: stampOf(host.wallMs()),
    epoch: await readMeta(database, "epoch"),
    ops: unsent.map((entry) => entry.op),
  };
  const blob = new Blob([JSON.stringify(rescue, null, 2)], { type: "application/json" });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = `ljuspunkt-queue-${rescue.exported_at.slice(0, 16).replace(/\D/g, "")}.json`;
  link.click();
  // The browser has read the address when the click returns, but Safari reads the content a little later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  host.say({ text: host.t.many("menu.export.done", unsent.length), undo: null, detailsOf: null });
}
