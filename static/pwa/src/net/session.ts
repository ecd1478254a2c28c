import { type Outcome, type Reply, readSession } from "../sync/answer";
import type { SessionAnswer } from "../sync/wire";
import type { Client } from "./client";

const PATH = "/api/v1/session";

/** With the phone's id the answer has what opens this phone, should its PIN be forgotten. */
export async function signIn(
  client: Client,
  email: string,
  password: string,
  deviceId: string,
): Promise<Outcome<SessionAnswer>> {
  const body = { email, password, ...(deviceId === "" ? {} : { device_id: deviceId }) };
  return readSession(await client({ method: "POST", path: PATH, body }));
}

export async function fetchSession(client: Client, signal?: AbortSignal): Promise<Outcome<SessionAnswer>> {
  return readSession(await client({ method: "GET", path: PATH }, signal));
}

/** True when the server has no session left for this browser. */
export async function signOut(client: Client): Promise<boolean> {
  const session = await fetchSession(client);
  if (session.kind === "refused" && session.status === 401) return true;
  if (session.kind !== "ok") return false;
  const reply: Reply = await client({ method: "DELETE", path: PATH, csrf: session.value.csrf_token });
  return reply?.status === 204 || reply?.status === 401;
}

export async function tellLocale(client: Client, locale: "sv" | "en"): Promise<void> {
  const session = await fetchSession(client);
  if (session.kind !== "ok" || session.value.user.locale === locale) return;
  await client({ method: "PATCH", path: PATH, body: { locale }, csrf: session.value.csrf_token });
}
