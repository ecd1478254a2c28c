import { type BasemapState, NO_BASEMAP } from "../domain/basemap";
import { DEFAULT_LOCK_MINUTES } from "../domain/idle";
import type { Presence } from "../domain/presence";
import type { Fix } from "../domain/position";
import { NOTHING_PULLED, type Pulled } from "../domain/pulled";
import type { Locale } from "../i18n/i18n";
import type { StoreFault } from "../store/faults";
import type { NewOperation } from "../store/outbox";
import type { CaptureList, Draft, Profile } from "../store/schema";
import type { QueueEntry } from "../store/standing";
import { type SyncState, beginState } from "../sync/state";
import type { AppStanding } from "../sync/wire";
import type { Route } from "./routes";

export type Theme = "system" | "light" | "dark";
/** High contrast is chosen beside light or dark; a phone that asks for it has it anyway. */
export type Contrast = "system" | "more";
export type Gps = "off" | "searching" | "on" | "denied";

export interface DeviceFacts {
  readonly id: string;
  readonly persisted: boolean | null;
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  readonly installed: boolean;
  readonly ios: boolean;
  /** Whether the app's files are kept, so that it opens without a network. */
  readonly opensOffline: boolean;
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Makes the operations that undo what was just saved. */
  readonly undo: (() => NewOperation[]) | null;
  /** The record that details can be added to. */
  readonly detailsOf: string | null;
  /** Something did not work: it stays a while, and does not look like a success. */
  readonly isWarning?: true;
}

/** The phone's own lock. While it is locked nothing else here holds anything that was written. */
export interface LockState {
  readonly locked: boolean;
  /** Whether this browser keeps keys: without them there is nothing to lock with. */
  readonly hasVault: boolean;
  readonly hasPin: boolean;
  /** Those whose password opens the phone. */
  readonly recoverable: readonly string[];
  /** The password has opened it: whoever forgot the PIN may choose another. */
  readonly openedByPassword: boolean;
  readonly minutes: number;
  /** How many entries wait, as it is said on the locked screen. */
  readonly waiting: number;
  /** How long the next try with the PIN has to wait. */
  readonly waitMs: number;
  /** What a locked phone can take in; null where there is nobody to do so. */
  readonly capture: CaptureList | null;
  /** The form for it is open. */
  readonly isCapturing: boolean;
}

/** Everything that the screens show. It is replaced, never changed. */
export interface AppState {
  readonly ready: boolean;
  readonly fatal: StoreFault | null;
  readonly nowMs: number;
  readonly locale: Locale;
  readonly theme: Theme;
  readonly contrast: Contrast;
  readonly route: Route;
  readonly lock: LockState;
  readonly profile: Profile | null;
  readonly queue: readonly QueueEntry[];
  readonly pulled: Pulled;
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly sync: SyncState;
  readonly online: boolean;
  readonly drainedMs: number | null;
  /** When the phone was found revoked and emptied. */
  readonly shreddedMs: number | null;
  readonly gps: Gps;
  readonly fix: Fix | null;
  readonly basemap: BasemapState;
  /** What the pass that is open has summed up; null where no fix has come yet. */
  readonly presence: Presence | null;
  /** Whether the screen stays on during a pass; null where this browser can't. */
  readonly awake: boolean | null;
  readonly toast: Toast | null;
  readonly updateReady: boolean;
  /** Asked for, and done as soon as nobody is in the middle of something. */
  readonly updateWanted: boolean;
  /** What the operator last said of this version; null where nothing was heard. */
  readonly standing: AppStanding | null;
  readonly device: DeviceFacts;
}

export const FIRST_STATE: AppState = {
  ready: false,
  fatal: null,
  nowMs: 0,
  locale: "sv",
  theme: "system",
  contrast: "system",
  route: { name: "home" },
  lock: {
    locked: false,
    hasVault: false,
    hasPin: false,
    recoverable: [],
    openedByPassword: false,
    minutes: DEFAULT_LOCK_MINUTES,
    waiting: 0,
    waitMs: 0,
    capture: null,
    isCapturing: false,
  },
  profile: null,
  queue: [],
  pulled: NOTHING_PULLED,
  drafts: new Map(),
  sync: beginState(null),
  online: true,
  drainedMs: null,
  shreddedMs: null,
  gps: "off",
  fix: null,
  basemap: NO_BASEMAP,
  presence: null,
  awake: null,
  toast: null,
  updateReady: false,
  updateWanted: false,
  standing: null,
  device: {
    id: "",
    persisted: null,
    usedBytes: null,
    quotaBytes: null,
    installed: false,
    ios: false,
    opensOffline: false,
  },
};

/** Holds the state and tells who listens when it was replaced. */
export class Model {
  private listeners = new Set<() => void>();

  constructor(private current: AppState) {}

  get state(): AppState {
    return this.current;
  }

  set(patch: Partial<AppState>): void {
    this.current = { ...this.current, ...patch };
    for (const listener of this.listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
