import { type Outcome, readStanding } from "../sync/answer";
import type { AppStanding } from "../sync/wire";
import type { Client } from "./client";

/** What the operator says of this version of the app. It needs no session: who can't sign in must hear it too. */
export async function fetchStanding(client: Client, version: string): Promise<Outcome<AppStanding>> {
  return readStanding(await client({ method: "GET", path: `/api/v1/app-versions/${encodeURIComponent(version)}` }));
}
