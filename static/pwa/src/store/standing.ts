import type { Operation } from "../sync/wire";
import type { Standing } from "./schema";

/** An entry of the queue: the operation and where it stands. */
export interface QueueEntry {
  readonly op: Operation;
  readonly standing: Standing;
}

/** True while the person should look at it: refused, in conflict or unreadable, and nothing done about it yet. */
export function needsAction(standing: Standing): boolean {
  if (standing.settled !== null) return false;
  if (standing.state === "set_aside") return true;
  const status = standing.result?.first_status ?? standing.result?.status;
  return standing.state === "sent" && (status === "conflict" || status === "quarantined");
}

/** True where the server keeps it only raw, or beside the record: what it says is not part of the record. */
export function isRefused(standing: Standing): boolean {
  const status = standing.result?.first_status ?? standing.result?.status;
  return (
    standing.state === "set_aside" || (standing.state === "sent" && (status === "quarantined" || status === "conflict"))
  );
}
