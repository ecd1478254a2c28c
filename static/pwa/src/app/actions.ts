import type { Locale } from "../i18n/i18n";
import type { ChosenPosition } from "../domain/position";
import type { Activity, Place } from "../domain/pulled";
import type { LogEntry } from "../domain/log";
import type { PresenceRow } from "../domain/presence_summary";
import type { FormIds } from "../domain/make";
import type { QueueEntry } from "../store/standing";
import type { Payload } from "../sync/wire";
import type { Route } from "./routes";
import type { Contrast, Theme } from "./state";

/** `not_opened`: the password is right, and has never opened this phone. `full`: the phone has no room to remember who. */
export type SignInResult = "done" | "refused" | "too_many" | "unreachable" | "failed" | "not_opened" | "full";
export type PinResult = "done" | "wrong" | "wait" | "failed" | "full";

/** A form that is open: its ids, and what was filled in before a reload. */
export interface OpenForm {
  readonly ids: FormIds;
  readonly values: Readonly<Record<string, unknown>> | null;
}

/** All that the screens can ask for. They know nothing of storage or network. */
export interface Actions {
  go(route: Route): void;
  replace(route: Route): void;
  back(): void;
  leave(from: Route, to?: Route): void;

  signIn(email: string, password: string): Promise<SignInResult>;
  signOut(): Promise<void>;

  unlock(pin: string): Promise<PinResult>;
  lockNow(): void;
  /** `current`: the PIN until now; null where there is none, or where the password opened the phone. */
  setPin(pin: string, current: string | null): Promise<PinResult>;
  removePin(current: string): Promise<PinResult>;
  setLockMinutes(minutes: number): void;

  /** A form on a locked phone is open: the position runs. */
  beginCapture(): OpenForm;
  endCapture(): void;
  /** `more`: the note, and why it stays as it is. */
  captureObservation(form: OpenForm, category: string, more: Payload): Promise<boolean>;
  captureCalm(): Promise<boolean>;

  startPatrol(officers: number): Promise<boolean>;
  /** `presence`: the squares as they were shown to their owner. */
  endPatrol(
    patrol: LogEntry,
    endedMs: number,
    calm: boolean | null,
    presence: readonly PresenceRow[],
  ): Promise<boolean>;
  /** The pass's time in squares is gone from the phone, and no more is summed up in this pass. */
  removePresence(patrol: LogEntry): Promise<boolean>;
  checkIn(place: Place, suggested: boolean): Promise<boolean>;
  checkOut(visit: LogEntry, calm: boolean | null): Promise<boolean>;
  markCalm(place: Place | null): Promise<boolean>;
  /** `place`: chosen where the position is not known. */
  saveObservation(
    form: OpenForm,
    category: string,
    chosen: { readonly occurredMs: number | null; readonly place: Place | null },
  ): Promise<boolean>;

  /** The same category again, here and now. */
  repeatObservation(category: string): Promise<boolean>;

  checkInActivity(activity: Activity): Promise<boolean>;
  /** Ends the check-in now, or makes one for an activity that was not held. */
  finishActivity(
    activity: Activity,
    checkin: LogEntry | null,
    form: { readonly key: string; readonly form: OpenForm },
    fields: Payload,
  ): Promise<boolean>;

  amend(entry: LogEntry, form: OpenForm, key: string, fields: Payload): Promise<boolean>;
  /** An entry whose time was wrong is withdrawn and made anew: its time is when it was made. */
  retime(entry: LogEntry, form: OpenForm, key: string, fields: Payload, occurredMs: number): Promise<boolean>;
  copy(entry: LogEntry, problem: QueueEntry, form: OpenForm, key: string, fields: Payload): Promise<boolean>;
  /** `kept`: why the reason stays as it is where something in it may point out a person. */
  retract(
    entry: LogEntry,
    form: OpenForm,
    key: string,
    reason: string,
    kept?: { readonly text_kept_because?: string },
  ): Promise<boolean>;
  dismiss(opId: string): Promise<void>;
  offerAgain(opId: string): Promise<void>;

  openForm(key: string): OpenForm;
  changeForm(key: string, form: OpenForm, values: Readonly<Record<string, unknown>>): void;
  closeForm(key: string): void;
  readPosition(): ChosenPosition;

  syncNow(): void;
  exportQueue(): Promise<void>;
  exportDiagnostic(): Promise<void>;
  /** Looks anew how the phone keeps what is here. */
  lookAtStorage(): void;
  /** Fetches the basemap that is offered or failed; progress and outcome are in the state. */
  fetchBasemap(): void;
  /** The kept basemap's file; null where the phone has none. */
  openBasemap(): Promise<Blob | null>;
  /** The kept file can't be drawn. */
  reportBasemap(): void;
  setLocale(locale: Locale): void;
  setTheme(theme: Theme): void;
  setAwake(awake: boolean): void;
  setContrast(contrast: Contrast): void;
  undo(): void;
  dismissToast(): void;
  applyUpdate(): void;
  postponeUpdate(): void;
  /** Asks for a new version, and what the operator says of this one. */
  checkVersion(): void;
}
