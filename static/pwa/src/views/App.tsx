import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isDemonstration } from "../device/shell";
import type { Actions } from "../app/actions";
import { canUpdate } from "../app/between";
import { selectAbilities, selectChip, selectRepeat, selectVisit } from "../app/select";
import type { AppState, Model } from "../app/state";
import type { Chip } from "../domain/chip";
import { type TextKey, makeTranslate } from "../i18n/i18n";
import { ActivitiesScreen } from "./ActivitiesScreen";
import { ActivityScreen } from "./ActivityScreen";
import { BlockedLine, StoppedScreen } from "./Blocked";
import { CalmScreen } from "./CalmScreen";
import { EditScreen } from "./EditScreen";
import { EntryScreen } from "./EntryScreen";
import { Navigation, ThumbButtons, ToastLine } from "./Footer";
import { LockScreen } from "./LockScreen";
import { LogScreen } from "./LogScreen";
import { MapScreen } from "./MapScreen";
import { MenuScreen } from "./MenuScreen";
import { NewObservation } from "./NewObservation";
import { PatrolScreen } from "./PatrolScreen";
import { PinScreen } from "./PinScreen";
import { SignIn } from "./SignIn";
import { SyncScreen } from "./SyncScreen";
import { WithdrawScreen } from "./WithdrawScreen";
import { Empty } from "./parts/Empty";
import { Icon } from "./parts/Icon";
import { StatusChip } from "./parts/StatusChip";
import { TextContext, useText } from "./parts/text";
import type { ScreenProps } from "./screen";

export function App({ model, actions }: { model: Model; actions: Actions }) {
  const [state, setState] = useState(model.state);
  useEffect(() => {
    // Effects run after the first painting: a storage that refuses at once has said so by then.
    setState(model.state);
    return model.subscribe(() => setState(model.state));
  }, [model]);
  const t = useMemo(() => makeTranslate(state.locale), [state.locale]);
  useEffect(() => {
    document.documentElement.lang = state.locale;
  }, [state.locale]);
  useEffect(() => {
    if (state.theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = state.theme;
  }, [state.theme]);
  useEffect(() => {
    if (state.contrast === "system") delete document.documentElement.dataset.contrast;
    else document.documentElement.dataset.contrast = state.contrast;
  }, [state.contrast]);
  return (
    <TextContext.Provider value={t}>
      {state.fatal !== null ? (
        <Fatal fault={state.fatal} />
      ) : state.ready && state.lock.locked ? (
        <LockScreen state={state} actions={actions} />
      ) : state.ready && state.standing?.stop === "code" ? (
        <StoppedScreen state={state} actions={actions} />
      ) : state.ready ? (
        <Shell state={state} actions={actions} />
      ) : (
        <p class="opening" role="status">
          {t("app.loading")}
        </p>
      )}
    </TextContext.Provider>
  );
}

function Fatal({ fault }: { fault: NonNullable<AppState["fatal"]> }) {
  const t = useText();
  const text = fault === "quota" ? "fatal.quota" : fault === "newer_version" ? "fatal.newer" : "fatal.text";
  return (
    <main class="screen">
      <h1 class="hidden">{t("app.name")}</h1>
      <div role="alert">
        <Empty icon="alert" title={t("fatal.title")} text={t(text)}>
          <a class="button primary" href="/app/">
            {t("fatal.reload")}
          </a>
        </Empty>
      </div>
    </main>
  );
}

function Shell({ state, actions }: ScreenProps) {
  const t = useText();
  const main = useRef<HTMLElement>(null);
  const { profile, route } = state;
  const chip = selectChip(state);
  const abilities = selectAbilities(state);
  const isHome = route.name === "home" || route.name === "patrol";
  const signIn = profile === null || route.name === "sign_in";
  const place = "id" in route ? `${route.name}/${route.id}` : route.name;

  const visitId = isHome ? (selectVisit(state)?.recordId ?? null) : null;
  // A new screen begins at its top, and a screen reader with its title; so does the one that a check-in has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves the focus whenever the screen is another
  useEffect(() => {
    scrollTo(0, 0);
    main.current?.scrollTo(0, 0);
    focusTitle(main.current);
  }, [place, visitId]);

  const openChip = () => {
    if (chip.state === "signed_out") actions.go({ name: "sign_in" });
    else actions.go({ name: chip.attention > 0 ? "log" : "sync" });
  };
  return (
    <div class="app">
      <button type="button" class="skip" onClick={() => focusTitle(main.current)}>
        {t("app.skip")}
      </button>
      <header class="top">
        {(profile?.demonstration ?? isDemonstration()) && (
          <p class="demonstration" data-testid="demonstration">
            {t("app.demonstration")}
          </p>
        )}
        <div class="bar">
          <StatusChip chip={chip} drainedMs={state.drainedMs} onOpen={openChip} />
          {profile !== null && (
            <button
              type="button"
              class="icon-button"
              aria-label={t("nav.menu")}
              aria-current={route.name === "menu" ? "page" : undefined}
              onClick={() => actions.go({ name: "menu" })}
              data-testid="menu"
            >
              <Icon name="menu" />
            </button>
          )}
        </div>
        <BlockedLine state={state} actions={actions} />
        <UpdateLine state={state} actions={actions} />
      </header>
      <main ref={main}>
        {signIn ? (
          <SignIn
            key={profile?.user.id ?? ""}
            actions={actions}
            shredded={state.shreddedMs !== null}
            waiting={profile === null ? chip.ownWaiting + chip.othersWaiting : 0}
            known={profile === null ? null : { email: profile.user.email, otherPerson: isOtherPerson(state) }}
          />
        ) : (
          <Screen state={state} actions={actions} />
        )}
      </main>
      <footer class="bottom">
        <ToastLine toast={state.toast} actions={actions} />
        {!signIn && isHome && abilities.patrols && (
          <ThumbButtons actions={actions} checkedIn={selectVisit(state) !== null} repeat={selectRepeat(state)} />
        )}
        {!signIn && (abilities.patrols || abilities.activities) && (
          <Navigation abilities={abilities} route={route} actions={actions} />
        )}
      </footer>
      <LiveRegion chip={chip} />
    </div>
  );
}

function focusTitle(main: HTMLElement | null): void {
  main?.querySelector<HTMLElement>("#title")?.focus({ preventScroll: true });
}

function isOtherPerson({ sync }: AppState): boolean {
  return sync.phase.name === "paused" && sync.phase.reason === "other_person";
}

function Screen({ state, actions }: ScreenProps) {
  const { route } = state;
  const abilities = selectAbilities(state);
  const props = { state, actions };
  switch (route.name) {
    case "map":
      return <MapScreen {...props} />;
    case "log":
      return <LogScreen {...props} />;
    case "menu":
      return <MenuScreen {...props} />;
    case "pin":
      return <PinScreen {...props} />;
    case "sync":
      return <SyncScreen {...props} />;
    case "entry":
      return <EntryScreen key={route.id} {...props} id={route.id} />;
    case "edit":
      return <EditScreen key={route.id} {...props} id={route.id} problemId={null} />;
    case "copy":
      return <EditScreen key={route.opId} {...props} id={route.id} problemId={route.opId} />;
    case "withdraw":
      return <WithdrawScreen key={route.id} {...props} id={route.id} />;
    case "activity":
      return <ActivityScreen key={route.id} {...props} id={route.id} />;
    default:
  }
  if (abilities.activities && (route.name === "activities" || !abilities.patrols))
    return <ActivitiesScreen {...props} />;
  if (!abilities.patrols) return <NoRole />;
  if (route.name === "new") return <NewObservation {...props} />;
  if (route.name === "calm") return <CalmScreen {...props} />;
  return <PatrolScreen {...props} />;
}

function NoRole() {
  const t = useText();
  return (
    <section class="screen">
      <h1 id="title" tabIndex={-1} class="hidden">
        {t("app.name")}
      </h1>
      <Empty icon="info" title={t("app.no_role.title")} text={t("app.no_role.text")}>
        <a class="button" href="/">
          {t("app.no_role.link")}
        </a>
      </Empty>
    </section>
  );
}

/** A new version is offered between entries, never during one or while something is being sent. */
function UpdateLine({ state, actions }: ScreenProps) {
  const t = useText();
  if (!state.updateReady || state.updateWanted || !canUpdate(state)) return null;
  return (
    <div class="update" role="status" data-testid="update-ready">
      <Icon name="update" />
      <span class="grow">{t("update.title")}</span>
      <button type="button" class="button small" onClick={actions.applyUpdate} data-testid="update-apply">
        {t("update.apply")}
      </button>
      <button type="button" class="button small quiet" onClick={actions.postponeUpdate}>
        {t("update.later")}
      </button>
    </div>
  );
}

const SPOKEN: Readonly<Record<Chip["state"], TextKey>> = {
  all_sent: "live.sent",
  waiting: "live.sending",
  offline: "live.offline",
  needs_action: "chip.needs_action",
  signed_out: "chip.signed_out",
};

/** Says aloud when the state of the queue changes; the first state is on the screen already. */
function LiveRegion({ chip }: { chip: Chip }) {
  const t = useText();
  const [said, setSaid] = useState("");
  const before = useRef(chip.state);
  useEffect(() => {
    if (before.current === chip.state) return;
    setSaid(before.current === "offline" && chip.state === "all_sent" ? t("live.online") : t(SPOKEN[chip.state]));
    before.current = chip.state;
  }, [chip.state, t]);
  return (
    <p class="hidden" role="status" aria-live="polite" data-testid="live">
      {said}
    </p>
  );
}
