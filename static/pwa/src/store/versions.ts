import type { OperationType } from "../sync/wire";
import type { Standing } from "./schema";

/**
 * The version that a record will have on the server once everything queued for it has been applied: what an amend made
 * now is based on. 0 where nothing is known. `pulledVersion` is what pull last said of it.
 */
export function predictVersion(pulledVersion: number | null, standings: readonly Standing[]): number {
  const told = standings.map((standing) => standing.result?.version ?? 0);
  const known = Math.max(pulledVersion ?? 0, 0, ...told);
  const waiting = standings.filter((standing) => standing.state === "waiting").length;
  // Stored but waiting for its parent: it will count when the parent comes, which a pulled version tells already.
  const held = standings.filter((standing) => standing.result?.code === "held" && standing.result.version === null);
  return known + waiting + (pulledVersion === null ? held.length : 0);
}

export function chooseBaseVersion(type: OperationType, predicted: number): number | null {
  return type === "create" ? null : Math.max(1, predicted);
}
