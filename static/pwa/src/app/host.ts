import type { Presence } from "../domain/presence";
import { readPulled } from "../domain/pulled";
import { makeId } from "../ids";
import { type TextKey, type Translate, makeTranslate } from "../i18n/i18n";
import type { Client } from "../net/client";
import { openRecords, readRecords } from "../store/cache";
import { type Database, type Memory, readMeta } from "../store/database";
import { openDrafts, readDrafts } from "../store/drafts";
import { StoreFailed, isFull } from "../store/faults";
import { refreshKeys } from "../store/keyring";
import { PhoneLocked } from "../store/keys";
import { openFix, openProfile, readProfile } from "../store/profile";
import { readPresences } from "../store/presence";
import {
  type NewOperation,
  type StoredEntry,
  openQueue,
  queueOperations,
  readQueue,
  readStored,
} from "../store/outbox";
import { type StartRows, readStart } from "../store/start";
import type { SyncRunner } from "../sync/runner";
import { stampOf } from "../time/stamp";
import type { OpenForm } from "./actions";
import { selectPatrol } from "./select";
import type { AppState, LockState, Model, Toast } from "./state";

const TOAST_MS = 10_000;
/** A toast that asks nothing is gone sooner. */
const PLAIN_TOAST_MS = 4_000;
/** What was said at the same moment as the screen changed is for the next one. */
const SHORT_MS = 500;
const HAPTIC_MS = 30;

export interface HostNeeds {
  readonly model: Model;
  readonly database: Database;
  readonly client: Client;
  readonly runner: () => SyncRunner;
  /** Tells the other tabs what changed in the store. */
  readonly announce: (what: News) => void;
}

/** What one tab tells the others: what it changed in the store, that the phone is locked, that somebody touched it. */
export type News = Changed | "lock" | "touch";
export type Changed = "queue" | "records" | "profile" | "drafts" | "presence" | "keys";

/** What every action needs: the state, the store, the time, new ids, and a way to say what happened. */
export class Host {
  /** Forms that are open and have no draft yet, by their full key. */
  readonly openForms = new Map<string, OpenForm>();
  /** The highest number that was given to an operation, as the store last told. */
  deviceSeq = 0;
  private stored: readonly StoredEntry[] = [];
  private toasts = 0;
  private saidMs = 0;
  private stopToast: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly needs: HostNeeds) {}

  get state() {
    return this.needs.model.state;
  }

  get t(): Translate {
    return makeTranslate(this.state.locale);
  }

  /** The key of a form in progress: each person has their own. */
  keyOf(form: string): string {
    return `${this.state.profile?.user.id ?? ""}/${form}`;
  }

  /** What is known here, to be put back where the system takes the storage away under the open app. */
  remember(): Memory | null {
    const { ready, device, queue, drafts, profile, presence } = this.state;
    if (!ready) return null;
    if (this.state.lock.locked) {
      const sealed = { queue: this.stored, drafts: [], profile: null, presence: null };
      return { deviceId: device.id, deviceSeq: this.deviceSeq, ...sealed };
    }
    const deviceSeq = Math.max(this.deviceSeq, ...queue.map((entry) => entry.op.device_seq));
    return { deviceId: device.id, deviceSeq, queue, drafts: drafts.values(), profile, presence };
  }

  wallMs(): number {
    return Date.now();
  }

  newId(): string {
    return makeId({ wallMs: this.wallMs(), fillRandom: (bytes) => crypto.getRandomValues(bytes) });
  }

  /** The signed-in person's hand, now or at a time that they gave; on a locked phone whoever it was locked by. */
  hand(atMs: number = this.wallMs()) {
    const { profile, lock } = this.state;
    const author = lock.locked ? lock.capture?.person : profile?.user.id;
    if (author === undefined) throw new Error("nobody is signed in");
    return { author, stamp: stampOf(atMs) };
  }

  /**
   * Saves what was made, says so, and lets the sync run. "Sparat" is said after the strict transaction has completed and
   * never before. False where it could not be saved: the person has been told, and the form is as it was.
   */
  async save(
    made: readonly NewOperation[],
    said: Omit<Toast, "id"> | null,
    options: { form?: string; settles?: readonly string[] } = {},
  ): Promise<boolean> {
    const draftKey = options.form === undefined ? null : this.keyOf(options.form);
    const settles = options.settles ?? [];
    try {
      this.deviceSeq = await queueOperations(this.needs.database, made, { wallMs: this.wallMs(), draftKey, settles });
    } catch (error) {
      this.warn(isFull(error) ? "error.save.quota" : "error.save");
      return false;
    }
    if ("vibrate" in navigator) navigator.vibrate(HAPTIC_MS);
    // Locked while it was saved: what is said then names neither category nor place.
    if (said !== null) this.say(this.isLocked ? { ...said, text: this.t("locked.saved"), detailsOf: null } : said);
    if (draftKey !== null) this.openForms.delete(draftKey);
    await this.reload(draftKey === null ? ["queue"] : ["queue", "drafts"]);
    this.needs.runner().tell({ type: "triggered", trigger: "save" });
    return true;
  }

  /** Reads again what changed in the store, and tells the other tabs. A locked phone only counts what waits. */
  async reload(what: readonly Changed[], own = true): Promise<void> {
    await this.orFatal(async () => {
      if (what.includes("keys")) await this.readKeys();
      if (this.isLocked) await this.countWaiting();
      else await Promise.all(what.map((one) => this.readOne(one)));
    });
    if (own) for (const one of what) this.needs.announce(one);
  }

  /** Reads everything again. */
  readAll(): Promise<void> {
    return this.orFatal(async () => this.takeIn(await readStart(this.needs.database)));
  }

  private async orFatal(reading: () => Promise<void>): Promise<void> {
    try {
      await reading();
    } catch (error) {
      // Locked while it was read: then nothing is to be shown.
      if (error instanceof PhoneLocked) return;
      this.needs.model.set({ fatal: error instanceof StoreFailed ? error.fault : "other" });
    }
  }

  /** Shows everything that was read, in one step. A locked phone only counts what waits. */
  async takeIn({ stored, records, drafts, meta }: StartRows): Promise<void> {
    const { keys } = this.needs.database;
    if (this.isLocked) {
      this.countStored(stored);
      return;
    }
    const [profile, queue, pulled, kept, fix] = await Promise.all([
      openProfile(keys, meta.profile ?? null),
      openQueue(keys, stored),
      openRecords(keys, records).then(readPulled),
      openDrafts(keys, drafts),
      openFix(keys, meta.last_fix ?? null),
    ]);
    const shown = { profile, queue, pulled, drafts: new Map(kept.map((draft) => [draft.key, draft])) };
    this.show({ ...shown, fix: this.state.fix ?? fix, shreddedMs: meta.shredded_ms ?? null });
  }

  private get isLocked(): boolean {
    return this.needs.database.keys.state === "locked";
  }

  private async readOne(what: Changed): Promise<void> {
    const { database } = this.needs;
    switch (what) {
      case "queue":
        return this.show({ queue: await readQueue(database) });
      case "records":
        return this.show({ pulled: readPulled(await readRecords(database)) });
      case "profile":
        return this.show({
          profile: await readProfile(database),
          shreddedMs: await readMeta(database, "shredded_ms"),
        });
      case "drafts":
        return this.show({ drafts: new Map((await readDrafts(database)).map((draft) => [draft.key, draft])) });
      case "presence":
        return this.show({ presence: this.pickOpen(await readPresences(database)) });
      default:
    }
  }

  /** What was read before the phone was locked, and comes after it, is not taken in. */
  private show(patch: Partial<AppState>): void {
    if (!this.isLocked) this.needs.model.set(patch);
  }

  private async readKeys(): Promise<void> {
    await refreshKeys(this.needs.database);
    this.lookAtLock();
  }

  /** What the screens know of the lock is what the keys say. */
  lookAtLock(change: Partial<LockState> = {}): void {
    const { kept, state } = this.needs.database.keys;
    this.needs.model.set({
      lock: {
        ...this.state.lock,
        locked: state === "locked",
        hasVault: kept !== null,
        hasPin: kept?.pin != null,
        recoverable: Object.keys(kept?.recovery ?? {}),
        ...change,
      },
    });
  }

  /** While the phone is locked its queue is known as it lies on the disk: sealed. */
  async countWaiting(): Promise<void> {
    this.countStored(await readStored(this.needs.database));
  }

  private countStored(stored: readonly StoredEntry[]): void {
    this.stored = stored;
    const waiting = this.stored.filter(({ standing }) => standing.state === "waiting").length;
    this.deviceSeq = Math.max(this.deviceSeq, ...this.stored.map(({ op }) => op.device_seq));
    this.needs.model.set({ lock: { ...this.state.lock, waiting } });
  }

  /** The sums of this person's open pass. */
  private pickOpen(all: readonly Presence[]): Presence | null {
    const patrol = selectPatrol(this.state);
    return all.find((one) => one.patrol_id === patrol?.recordId && one.owner === this.state.profile?.user.id) ?? null;
  }

  say(toast: Omit<Toast, "id">): void {
    this.toasts += 1;
    this.saidMs = this.wallMs();
    const id = this.toasts;
    this.needs.model.set({ toast: { ...toast, id } });
    if (this.stopToast !== null) clearTimeout(this.stopToast);
    const isPlain = toast.undo === null && toast.detailsOf === null && toast.isWarning !== true;
    this.stopToast = setTimeout(() => this.hush(id), isPlain ? PLAIN_TOAST_MS : TOAST_MS);
  }

  private warn(what: TextKey): void {
    this.say({ text: this.t(what), undo: null, detailsOf: null, isWarning: true });
  }

  /** The phone has opened, but there is no room on it for anything new. */
  sayFull(): void {
    this.warn("lock.full");
  }

  /** A toast that asks nothing belongs to the screen that it was said on. */
  hushPlain(): void {
    const { toast } = this.state;
    if (toast !== null && toast.undo === null && toast.detailsOf === null && this.saidMs + SHORT_MS < this.wallMs()) {
      this.hush();
    }
  }

  hush(id?: number): void {
    if (id === undefined || this.state.toast?.id === id) this.needs.model.set({ toast: null });
  }
}
