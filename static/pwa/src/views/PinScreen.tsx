import { useState } from "preact/hooks";
import type { PinResult } from "../app/actions";
import { LOCK_MINUTES } from "../domain/idle";
import { type PinFault, judgePin } from "../domain/pin_code";
import { formatWait } from "../time/format";
import { Choice } from "./parts/Choice";
import { CodeField } from "./parts/CodeField";
import { Dialog } from "./parts/Dialog";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

/** The phone's lock: its PIN, and after how long it closes. */
export function PinScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const { lock, profile } = state;
  const isRecoverable = profile !== null && lock.recoverable.includes(profile.user.id);
  return (
    <section class="screen" data-testid="pin-screen">
      <Header title={t("code.menu")} onBack={actions.back} />
      {!lock.hasVault ? (
        <p class="notice notice-wait">
          <Icon name="alert" />
          {t("code.none")}
        </p>
      ) : (
        <>
          <p>{t(lock.openedByPassword ? "code.forgotten" : "code.lead")}</p>
          {lock.hasPin && <WhenLocked state={state} actions={actions} />}
          {lock.hasPin && <h2>{t("code.change")}</h2>}
          {isRecoverable ? (
            <NewPin state={state} actions={actions} />
          ) : (
            <div class="notice">
              <Icon name="info" />
              <div class="stack">
                <p>{t("code.sign_in_first")}</p>
                <button type="button" class="button" onClick={() => actions.go({ name: "sign_in" })}>
                  {t("menu.sign_in")}
                </button>
              </div>
            </div>
          )}
          {lock.hasPin && !lock.openedByPassword && <Removal state={state} actions={actions} />}
        </>
      )}
    </section>
  );
}

type Said = PinFault | "differ" | PinResult;

function useSaid(waitMs: number) {
  const t = useText();
  return (said: Said | null): string | null => {
    if (said === null || said === "done") return null;
    if (said === "wait" || (said === "wrong" && waitMs > 0))
      return t("lock.wait", { time: formatWait(waitMs, t.locale) });
    return t(said === "wrong" || said === "failed" || said === "full" ? `lock.${said}` : `code.${said}`);
  };
}

function Problem({ text }: { readonly text: string | null }) {
  return (
    <div role="alert">
      {text !== null && (
        <p class="notice notice-alert" data-testid="pin-error">
          <Icon name="alert" />
          {text}
        </p>
      )}
    </div>
  );
}

/** Chooses a PIN, or another one: whoever has the open phone in the hand must know the one until now. */
function NewPin({ state, actions }: ScreenProps) {
  const t = useText();
  const { lock } = state;
  const asksCurrent = lock.hasPin && !lock.openedByPassword;
  const [current, setCurrent] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const tell = useSaid(lock.waitMs);
  const submit = async (event: Event) => {
    event.preventDefault();
    const fault = judgePin(pin) ?? (pin === again ? null : "differ");
    setSaid(fault);
    if (fault !== null || busy) return;
    setBusy(true);
    const told = await actions.setPin(pin, asksCurrent ? current : null);
    setBusy(false);
    setSaid(told);
    if (told !== "done") return;
    setCurrent("");
    setPin("");
    setAgain("");
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      {asksCurrent && (
        <CodeField
          label={t("code.current")}
          value={current}
          onChange={setCurrent}
          testId="pin-current"
          isWrong={said === "wrong"}
        />
      )}
      <CodeField
        label={t("code.new")}
        value={pin}
        onChange={setPin}
        testId="pin-new"
        isWrong={said === "digits" || said === "trivial"}
        hint={t("code.new.hint")}
      />
      <CodeField
        label={t("code.repeat")}
        value={again}
        onChange={setAgain}
        testId="pin-repeat"
        isWrong={said === "differ"}
      />
      <Problem text={tell(said)} />
      <button type="submit" class="button primary" disabled={busy || lock.waitMs > 0} data-testid="pin-save">
        <Icon name="lock" />
        {t(busy ? "code.busy" : lock.hasPin ? "code.change" : "code.choose")}
      </button>
      <p role="status" class="hint" data-testid="pin-said">
        {said === "done" ? t("code.set") : ""}
      </p>
    </form>
  );
}

function WhenLocked({ state, actions }: ScreenProps) {
  const t = useText();
  return (
    <>
      <Choice
        legend={t("code.minutes")}
        name="lock-minutes"
        value={String(state.lock.minutes)}
        options={LOCK_MINUTES.map((n) => ({ value: String(n), label: String(n) }))}
        onChange={(value) => value !== null && actions.setLockMinutes(Number(value))}
      />
      <button type="button" class="button" onClick={actions.lockNow} data-testid="pin-lock-now">
        <Icon name="lock" />
        {t("code.lock_now")}
      </button>
    </>
  );
}

function Removal({ state, actions }: ScreenProps) {
  const t = useText();
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <button type="button" class="button quiet" onClick={() => setRemoving(true)} data-testid="pin-remove">
        {t("code.remove")}
      </button>
      {removing && (
        <Dialog title={t("code.remove")} onClose={() => setRemoving(false)}>
          <RemovePin state={state} actions={actions} onDone={() => setRemoving(false)} />
        </Dialog>
      )}
    </>
  );
}

function RemovePin({ state, actions, onDone }: ScreenProps & { readonly onDone: () => void }) {
  const t = useText();
  const [current, setCurrent] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const tell = useSaid(state.lock.waitMs);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const told = await actions.removePin(current);
    setBusy(false);
    setSaid(told);
    if (told === "done") onDone();
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p>{t("code.remove.text")}</p>
      <CodeField
        label={t("code.current")}
        value={current}
        onChange={setCurrent}
        testId="pin-remove-current"
        isWrong={said === "wrong"}
      />
      <Problem text={tell(said)} />
      <button
        type="submit"
        class="button primary large"
        disabled={busy || state.lock.waitMs > 0}
        data-testid="pin-remove-confirm"
      >
        {t(busy ? "code.busy" : "code.remove")}
      </button>
    </form>
  );
}
