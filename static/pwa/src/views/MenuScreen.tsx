import { useState } from "preact/hooks";
import { selectChip } from "../app/select";
import type { Contrast, Theme } from "../app/state";
import { Choice } from "./parts/Choice";
import { Dialog } from "./parts/Dialog";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const CONTRASTS: readonly Contrast[] = ["system", "more"];
const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function MenuScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const [leaving, setLeaving] = useState(false);
  const chip = selectChip(state);
  const { profile } = state;
  return (
    <section class="screen">
      <Header title={t("menu.title")} onBack={actions.back} />
      {profile !== null && (
        <div class="card">
          <p class="label">{t("menu.signed_in_as")}</p>
          <p class="strong">{profile.user.name}</p>
          <p>{[profile.user.organisation.name, profile.user.email].join(" · ")}</p>
        </div>
      )}
      <p class="notice notice-alert">
        <Icon name="phone" />
        {t("app.emergency")}
      </p>
      <ul class="rows">
        <li>
          <button type="button" class="row-button" onClick={actions.syncNow} data-testid="sync-now">
            <Icon name="sync" />
            <span class="grow">{t("menu.sync_now")}</span>
          </button>
        </li>
        <li>
          <button type="button" class="row-button" onClick={() => actions.go({ name: "sync" })} data-testid="open-sync">
            <Icon name="device" />
            <span class="grow">{t("menu.sync")}</span>
            <Icon name="forward" />
          </button>
        </li>
        <li>
          <button type="button" class="row-button" onClick={() => actions.go({ name: "pin" })} data-testid="open-pin">
            <Icon name="lock" />
            <span class="grow">{t("code.menu")}</span>
            <span>{t(state.lock.hasPin ? "code.menu.on" : "code.menu.off")}</span>
            <Icon name="forward" />
          </button>
        </li>
        {state.lock.hasPin && (
          <li>
            <button type="button" class="row-button" onClick={actions.lockNow} data-testid="lock-now">
              <Icon name="lock" />
              <span class="grow">{t("code.lock_now")}</span>
            </button>
          </li>
        )}
        <li>
          <button
            type="button"
            class="row-button"
            onClick={() => void actions.exportQueue()}
            data-testid="export-queue"
          >
            <Icon name="export" />
            <span class="grow">
              {t("menu.export")}
              <span class="log-sub">{t("menu.export.text")}</span>
            </span>
          </button>
        </li>
      </ul>
      <Choice
        legend={t("menu.language")}
        name="language"
        value={state.locale}
        options={[
          { value: "sv", label: t("menu.language.sv") },
          { value: "en", label: t("menu.language.en") },
        ]}
        onChange={(locale) => locale !== null && actions.setLocale(locale)}
      />
      <Choice
        legend={t("menu.theme")}
        name="theme"
        value={state.theme}
        options={THEMES.map((value) => ({ value, label: t(`menu.theme.${value}`) }))}
        onChange={(theme) => theme !== null && actions.setTheme(theme)}
      />
      <Choice
        legend={t("menu.contrast")}
        name="contrast"
        value={state.contrast}
        options={CONTRASTS.map((value) => ({ value, label: t(`menu.contrast.${value}`) }))}
        onChange={(contrast) => contrast !== null && actions.setContrast(contrast)}
      />
      <ul class="rows">
        <li>
          <a class="row-button" href="/">
            <Icon name="forward" />
            <span class="grow">{t("menu.desk")}</span>
          </a>
        </li>
        <li>
          <button type="button" class="row-button" onClick={() => setLeaving(true)} data-testid="sign-out">
            <Icon name="sign_out" />
            <span class="grow">{t("menu.sign_out")}</span>
          </button>
        </li>
      </ul>
      {leaving && (
        <Dialog title={t("menu.sign_out")} onClose={() => setLeaving(false)}>
          <p>{chip.ownWaiting === 0 ? t("menu.sign_out.text.none") : t.many("menu.sign_out.text", chip.ownWaiting)}</p>
          <button
            type="button"
            class="button primary large"
            onClick={() => void actions.signOut()}
            data-testid="sign-out-confirm"
          >
            <Icon name="sign_out" />
            {t("menu.sign_out.confirm")}
          </button>
        </Dialog>
      )}
    </section>
  );
}
