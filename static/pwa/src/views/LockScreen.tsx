import { useEffect, useRef, useState } from "preact/hooks";
import type { PinResult } from "../app/actions";
import { isDemonstration } from "../device/shell";
import { formatWait } from "../time/format";
import { ToastLine } from "./Footer";
import { LockedCapture } from "./LockedCapture";
import { SignIn } from "./SignIn";
import { CodeField } from "./parts/CodeField";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

type Face = "code" | "password" | "new";

/** What a locked phone shows: how many entries wait, what opens it, and forms that write and show nothing. */
export function LockScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const main = useRef<HTMLElement>(null);
  const { lock } = state;
  const [face, setFace] = useState<Face>(lock.hasPin ? "code" : "password");
  const canCapture = lock.capture !== null && state.standing?.stop !== "code";
  // biome-ignore lint/correctness/useExhaustiveDependencies: a screen reader begins at the title of what is shown
  useEffect(() => {
    scrollTo(0, 0);
    main.current?.scrollTo(0, 0);
    main.current?.querySelector<HTMLElement>("#title")?.focus({ preventScroll: true });
  }, [face]);
  return (
    <div class={face === "code" ? "app locked" : "app"} data-testid="locked" data-waiting={lock.waiting}>
      {isDemonstration() && (
        <header class="top">
          <p class="demonstration" data-testid="demonstration">
            {t("app.demonstration")}
          </p>
        </header>
      )}
      <main ref={main}>
        {face === "new" && <LockedCapture state={state} actions={actions} onLeave={() => setFace("code")} />}
        {face === "password" && <ByPassword state={state} actions={actions} onBack={() => setFace("code")} />}
        {face === "code" && <ByCode state={state} actions={actions} onForgotten={() => setFace("password")} />}
      </main>
      <footer class="bottom">
        <ToastLine toast={state.toast} actions={actions} />
        {canCapture && face === "code" && (
          <div class="thumb">
            <button type="button" class="button primary large" onClick={() => setFace("new")} data-testid="locked-new">
              <Icon name="plus" />
              {t("new.button")}
            </button>
            {lock.capture?.patrol_id != null && (
              <button
                type="button"
                class="button large"
                onClick={() => void actions.captureCalm()}
                data-testid="locked-calm"
              >
                <Icon name="calm" />
                {t("calm.button")}
              </button>
            )}
          </div>
        )}
      </footer>
    </div>
  );
}

function ByCode({ state, actions, onForgotten }: ScreenProps & { readonly onForgotten: () => void }) {
  const t = useText();
  const { lock } = state;
  return (
    <section class="screen sign-in">
      <div class="brand">
        <img src="/app/icons/icon.svg" alt="" width={56} height={56} />
        <p>{t("app.name")}</p>
      </div>
      <h1 id="title" tabIndex={-1}>
        {t("lock.title")}
      </h1>
      <Waiting waiting={lock.waiting} />
      <CodeForm waitMs={lock.waitMs} unlock={actions.unlock} />
      <button type="button" class="button quiet" onClick={onForgotten} data-testid="lock-forgot">
        {t("lock.forgot")}
      </button>
      <p class="hint">{t("app.emergency")}</p>
    </section>
  );
}

function Waiting({ waiting }: { readonly waiting: number }) {
  const t = useText();
  if (waiting === 0) return null;
  return (
    <p class="notice" data-testid="lock-waiting">
      <Icon name="waiting" />
      <span>{t.many("lock.waiting", waiting)}</span>
    </p>
  );
}

interface CodeFormProps {
  readonly waitMs: number;
  readonly unlock: (pin: string) => Promise<PinResult>;
}

function CodeForm({ waitMs, unlock }: CodeFormProps) {
  const t = useText();
  const [pin, setPin] = useState("");
  const [isShown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<PinResult | null>(null);
  const isWaiting = waitMs > 0;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (pin === "" || busy || isWaiting) return;
    setBusy(true);
    setResult(null);
    const told = await unlock(pin);
    setBusy(false);
    setPin("");
    setResult(told);
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <CodeField
        label={t("lock.pin")}
        value={pin}
        onChange={setPin}
        testId="lock-pin"
        isWrong={result === "wrong"}
        isShown={isShown}
      />
      <label class="check">
        <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t("lock.show")}
      </label>
      <div role="alert">
        {(isWaiting || result === "wrong" || result === "failed" || result === "full") && (
          <p class="notice notice-alert" data-testid="lock-error">
            <Icon name="alert" />
            {result === "failed" || result === "full"
              ? t(`lock.${result}`)
              : isWaiting
                ? t("lock.wait", { time: formatWait(waitMs, t.locale) })
                : t("lock.wrong")}
          </p>
        )}
      </div>
      <button type="submit" class="button primary large" disabled={busy || isWaiting} data-testid="lock-open">
        <Icon name="lock" />
        {t(busy ? "lock.opening" : "lock.open")}
      </button>
    </form>
  );
}

function ByPassword({ state, actions, onBack }: ScreenProps & { readonly onBack: () => void }) {
  const t = useText();
  const { hasPin, recoverable } = state.lock;
  return (
    <SignIn
      actions={actions}
      waiting={0}
      shredded={false}
      known={null}
      then={{ name: "pin" }}
      lead={t(recoverable.length === 0 ? "lock.password.none" : "lock.password.text")}
      title={t("lock.password")}
    >
      {hasPin && (
        <button type="button" class="button quiet" onClick={onBack} data-testid="lock-back">
          {t("lock.back")}
        </button>
      )}
    </SignIn>
  );
}
