import { saveJson } from "../device/files";
import { describeDiagnostic } from "../domain/diagnostic";
import { readMeta } from "../store/database";
import { readQueue } from "../store/outbox";
import { stampOf } from "../time/stamp";
import type { Host } from "./host";

const quiet = { undo: null, detailsOf: null };

/** The time as it stands in a file's name: to the minute, digits only. */
const nameTime = (stamp: string) => stamp.slice(0, 16).replace(/\D/g, "");

/**
 * The whole unsent queue as a file: the same operations with the same ids, for an administrator to import when the phone
 * itself can't send. Whose they are stands in each of them.
 */
export async function exportQueue(host: Host): Promise<void> {
  const { database } = host.needs;
  const queue = await readQueue(database);
  const unsent = queue.filter((entry) => entry.standing.state !== "sent");
  if (unsent.length === 0) {
    host.say({ text: host.t("menu.export.empty"), ...quiet });
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
  saveJson(`ljuspunkt-queue-${nameTime(rescue.exported_at)}.json`, rescue);
  host.say({ text: host.t.many("menu.export.done", unsent.length), ...quiet });
}

/** How the app and its queue stand, for whoever helps: states, counts, ids and times, and nothing of what was written. */
export async function exportDiagnostic(host: Host): Promise<void> {
  const { state } = host;
  const made = describeDiagnostic({
    madeAt: stampOf(host.wallMs()),
    appVersion: __APP_VERSION__,
    serverVersion: state.profile?.server_version ?? null,
    epoch: await readMeta(host.needs.database, "epoch").catch(() => null),
    deviceSeq: await readMeta(host.needs.database, "device_seq").catch(() => null),
    browser: navigator.userAgent,
    device: state.device,
    online: state.online,
    drainedMs: state.drainedMs,
    sync: state.sync,
    standing: state.standing,
    queue: state.queue,
    person: state.profile?.user.id ?? null,
    updateReady: state.updateReady,
    pulledRecords: state.pulled.records.length,
    openForms: state.drafts.size,
  });
  saveJson(`ljuspunkt-diagnostic-${nameTime(made.made_at)}.json`, made);
  host.say({ text: host.t("sync.diagnostic.done"), ...quiet });
}
