import type { Locale } from "../i18n/i18n";
import { signIn, signOut, tellLocale } from "../net/session";
import { readMeta, writeMeta } from "../store/database";
import { isFull } from "../store/faults";
import { forgetProfile, keepProfile } from "../store/profile";
import type { SessionAnswer } from "../sync/wire";
import { writeCookies } from "../device/cookies";
import { askPersistence } from "../device/storage";
import type { Actions, SignInResult } from "./actions";
import type { Host } from "./host";
import type { Locking } from "./locking";
import { keepContrast, keepLocale, keepTheme, readLocale } from "./preferences";

type Account = Pick<Actions, "signIn" | "signOut" | "setLocale" | "setTheme" | "setContrast">;

/**
 * Takes a session in: the person is remembered, the queue is not touched, and what is theirs begins to go out. On a full
 * phone whoever was in already goes on; nobody else can be remembered there, and nothing of the queue is changed.
 */
export async function welcome(host: Host, session: SessionAnswer): Promise<SignInResult> {
  // What the person before could still undo is theirs.
  host.hush();
  writeCookies();
  try {
    await keepProfile(host.needs.database, session);
  } catch (error) {
    if (!isFull(error)) return "failed";
    host.sayFull();
    if (session.user.id !== host.state.profile?.user.id) return "full";
  }
  if (readLocale() === null) host.needs.model.set({ locale: session.user.locale });
  await host.reload(["profile", "records", "drafts"]);
  host.needs.runner().tell({ type: "signed_in", person: session.user.id, csrf: session.csrf_token });
  return "done";
}

/** A sign-out that was done without a network is told to the server before anyone else signs in. */
export async function settleSignOut(host: Host): Promise<void> {
  const { database, client } = host.needs;
  if ((await readMeta(database, "sign_out_pending")) !== true) return;
  if (await signOut(client)) await writeMeta(database, "sign_out_pending", false);
}

export function makeAccount(host: Host, lock: Pick<Locking, "admit" | "lockNow">): Account {
  const { client, database } = host.needs;
  return {
    async signIn(email, password) {
      const outcome = await signIn(client, email, password, host.state.device.id);
      if (outcome.kind === "unreachable") return "unreachable";
      if (outcome.kind === "refused" && outcome.status === 429) return "too_many";
      if (outcome.kind === "refused" && outcome.code === "sign_in_failed") return "refused";
      if (outcome.kind !== "ok") return "failed";
      if (!(await lock.admit(outcome.value))) return "not_opened";
      const result = await welcome(host, outcome.value);
      void askPersistence().then((facts) => host.needs.model.set({ device: { ...host.state.device, ...facts } }));
      return result;
    },

    async signOut() {
      host.hush();
      host.needs.runner().tell({ type: "signed_out" });
      await forgetProfile(database, false);
      await host.reload(["profile", "records"]);
      lock.lockNow();
      await settleSignOut(host);
    },

    setLocale(locale: Locale) {
      keepLocale(locale);
      host.needs.model.set({ locale });
      void tellLocale(client, locale);
    },

    setTheme(theme) {
      keepTheme(theme);
      host.needs.model.set({ theme });
    },

    setContrast(contrast) {
      keepContrast(contrast);
      host.needs.model.set({ contrast });
    },
  };
}
