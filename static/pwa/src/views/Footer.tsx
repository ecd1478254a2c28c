import { useEffect, useState } from "preact/hooks";
import type { Actions } from "../app/actions";
import type { Route } from "../app/routes";
import type { Toast } from "../app/state";
import type { Category } from "../domain/pulled";
import type { Abilities } from "../domain/roles";
import type { GlyphName } from "../icons/glyphs";
import type { TextKey } from "../i18n/i18n";
import { Breakable } from "./parts/Breakable";
import { Icon, categoryGlyph } from "./parts/Icon";
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

/** A finger that trembles taps twice: what it meant was one. */
const REST_MS = 1_500;

interface RepeatButtonProps {
  readonly category: Category;
  readonly onRepeat: (code: string) => Promise<boolean>;
}

/** The same category again at the same place, in one tap. It rests after a tap and stays where it is. */
function RepeatButton({ category, onRepeat }: RepeatButtonProps) {
  const t = useText();
  const [resting, setResting] = useState(false);
  useEffect(() => {
    if (!resting) return;
    const timer = setTimeout(() => setResting(false), REST_MS);
    return () => clearTimeout(timer);
  }, [resting]);
  return (
    <button
      type="button"
      class="button repeat"
      disabled={resting}
      data-testid="repeat"
      onClick={() => {
        setResting(true);
        void onRepeat(category.code);
      }}
    >
      <Icon name={categoryGlyph(category.code)} />
      <span>
        {t("again.button")} <Breakable text={category.name[t.locale]} />
      </span>
    </button>
  );
}

interface ThumbButtonsProps {
  readonly actions: Actions;
  readonly checkedIn: boolean;
  readonly repeat: Category | null;
}

/** The two things an officer does most, where the thumb is. */
export function ThumbButtons({ actions, checkedIn, repeat }: ThumbButtonsProps) {
  const t = useText();
  return (
    <div class="thumb">
      {repeat !== null && <RepeatButton key={repeat.code} category={repeat} onRepeat={actions.repeatObservation} />}
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
          <Icon name={toast.isWarning ? "alert" : "check"} />
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
