import { canUpdate } from "../app/between";
import { selectChip } from "../app/select";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

/** A version that may not send says so on every screen; what is logged is logged all the same. */
export function BlockedLine({ state, actions }: ScreenProps) {
  const t = useText();
  if (state.standing?.stop !== "sync" || state.route.name === "sync") return null;
  return (
    <div class="update" role="status" data-testid="app-blocked">
      <Icon name="alert" />
      <span class="grow">{t("blocked.sync")}</span>
      <button type="button" class="button small" onClick={() => actions.go({ name: "sync" })}>
        {t("blocked.more")}
      </button>
    </div>
  );
}

/** Why, and the ways on: a new version, or a file for the administrator. */
export function BlockedWays({ state, actions }: ScreenProps) {
  const t = useText();
  const reason = state.standing?.reason?.[t.locale] ?? null;
  const isReady = state.updateReady && canUpdate(state);
  return (
    <div class="stack">
      {reason !== null && <p data-testid="blocked-reason">{t("blocked.reason", { reason })}</p>}
      <button
        type="button"
        class="button primary"
        onClick={isReady ? actions.applyUpdate : actions.checkVersion}
        data-testid={isReady ? "blocked-update" : "blocked-check"}
      >
        <Icon name="update" />
        {t(isReady ? "update.apply" : "blocked.check")}
      </button>
      <button type="button" class="button" onClick={() => void actions.exportQueue()} data-testid="blocked-export">
        <Icon name="export" />
        {t("menu.export")}
      </button>
    </div>
  );
}

/** A version that may not even run: nothing but what to do, and a way out for what it holds. */
export function StoppedScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const chip = selectChip(state);
  const waiting = chip.ownWaiting + chip.othersWaiting;
  return (
    <main class="screen" data-testid="app-stopped">
      <h1>{t("blocked.code")}</h1>
      <p>
        {t("blocked.kept")} {waiting > 0 && t.many("blocked.waiting", waiting)}
      </p>
      <p>{t("blocked.steps")}</p>
      <BlockedWays state={state} actions={actions} />
      <p role="status">{state.toast?.text ?? ""}</p>
      <p class="notice notice-alert">
        <Icon name="phone" />
        {t("app.emergency")}
      </p>
    </main>
  );
}
