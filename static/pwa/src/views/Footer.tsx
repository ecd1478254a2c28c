import type { Actions } from "../app/actions";
import type { Route } from "../app/routes";
import type { Toast } from "../app/state";
import type { Abilities } from "../domain/roles";
import type { GlyphName } from "../icons/glyphs";
import type { TextKey } from "../i18n/i18n";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

interface Tab {
  readonly route: Route;
  readonly icon: GlyphName;
  readonly label: TextKey;
  readonly testId: string;
  readonly covers: readonly Route["name"][];
}

function listTabs(abilities: Abilities): Tab[] {
  const tabs: Tab[] = [];
  const home = { name: "home" } as const;
  const first = abilities.patrols ? "patrol" : "activities";
  if (abilities.patrols) {
    tabs.push({
      route: home,
      icon: "patrol",
      label: "nav.patrol",
      testId: "nav-pass",
      covers: ["patrol", "new", "calm"],
    });
  }
  if (abilities.activities) {
    const route = abilities.patrols ? ({ name: "activities" } as const) : home;
    tabs.push({
      route,
      icon: "activities",
      label: "nav.activities",
      testId: "nav-activities",
      covers: ["activities", "activity"],
    });
  }
  tabs.push({ route: { name: "map" }, icon: "map", label: "nav.map", testId: "nav-map", covers: ["map"] });
  const log = ["log", "entry", "edit", "withdraw", "copy"] as const;
  tabs.push({ route: { name: "log" }, icon: "log", label: "nav.log", testId: "nav-log", covers: log });
  return tabs.map((tab, index) => (index === 0 ? { ...tab, covers: [...tab.covers, "home", first] } : tab));
}

export function Navigation({ abilities, route, actions }: { abilities: Abilities; route: Route; actions: Actions }) {
  const t = useText();
  return (
    <nav class="nav" aria-label={t("nav.label")}>
      {listTabs(abilities).map((tab) => (
        <button
          type="button"
          key={tab.testId}
          class="nav-item"
          aria-current={tab.covers.includes(route.name) ? "page" : undefined}
          data-testid={tab.testId}
          onClick={() => actions.go(tab.route)}
        >
          <Icon name={tab.icon} />
          <span>{t(tab.label)}</span>
        </button>
      ))}
    </nav>
  );
}

/** The two things an officer does most, where the thumb is. */
export function ThumbButtons({ actions, checkedIn }: { actions: Actions; checkedIn: boolean }) {
  const t = useText();
  return (
    <div class="thumb">
      <button
        type="button"
        class="button primary large"
        onClick={() => actions.go({ name: "new" })}
        data-testid="new-observation"
      >
        <Icon name="plus" />
        {t("new.button")}
      </button>
      <button
        type="button"
        class="button large"
        data-testid="calm-here"
        onClick={() => (checkedIn ? void actions.markCalm(null) : actions.go({ name: "calm" }))}
      >
        <Icon name="calm" />
        {t("calm.button")}
      </button>
    </div>
  );
}

export function ToastLine({ toast, actions }: { toast: Toast | null; actions: Actions }) {
  const t = useText();
  return (
    <div class="toast-region" role="status" aria-live="polite">
      {toast !== null && (
        <div class="toast" key={toast.id} data-testid="toast">
          <Icon name="check" />
          <span class="grow">{toast.text}</span>
          <div class="toast-actions">
            {toast.undo !== null && (
              <button type="button" class="button small" onClick={actions.undo} data-testid="undo">
                {t("app.undo")}
              </button>
            )}
            {toast.detailsOf !== null && (
              <button
                type="button"
                class="button small"
                data-testid="add-details"
                onClick={() => {
                  actions.dismissToast();
                  if (toast.detailsOf !== null) actions.go({ name: "edit", id: toast.detailsOf });
                }}
              >
                {t("new.details")}
              </button>
            )}
            {toast.undo === null && toast.detailsOf === null && (
              <button type="button" class="icon-button" aria-label={t("app.close")} onClick={actions.dismissToast}>
                <Icon name="close" />
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
