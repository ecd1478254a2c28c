import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Actions, SignInResult } from "../app/actions";
import type { Route } from "../app/routes";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

interface SignInProps {
  readonly actions: Pick<Actions, "signIn" | "exportQueue" | "replace">;
  readonly waiting: number;
  /** The phone was found revoked and has been emptied. */
  readonly shredded: boolean;
  /** Who is known on this phone and only has to sign in again; null for nobody. */
  readonly known: { readonly email: string; readonly otherPerson: boolean } | null;
  /** Where it leads to, and what is said above the form; home, and why one signs in, unless told otherwise. */
  readonly then?: Route;
  readonly lead?: string;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

const SAID = {
  refused: "sign_in.refused",
  too_many: "sign_in.too_many",
  unreachable: "sign_in.unreachable",
  failed: "sign_in.failed",
  not_opened: "lock.not_opened",
  full: "lock.full",
} as const;

export function SignIn({ actions, waiting, shredded, known, then, lead, title, children }: SignInProps) {
  const t = useText();
  const [email, setEmail] = useState(known?.email ?? "");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<SignInResult | "missing" | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (email.trim() === "" || password === "") {
      setResult("missing");
      return;
    }
    setBusy(true);
    setResult(null);
    const told = await actions.signIn(email.trim(), password);
    setBusy(false);
    setResult(told);
    if (told === "done") actions.replace(then ?? { name: "home" });
  };

  const passwordField = {
    id: "password",
    autoComplete: "current-password",
    required: true,
    value: password,
    "data-testid": "sign-in-password",
    onInput: (event: InputEvent) => setPassword((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <section class="screen sign-in">
      <div class="brand">
        <img src="/app/icons/icon.svg" alt="" width={56} height={56} />
        <p>{t("app.name")}</p>
      </div>
      <h1 id="title" tabIndex={-1}>
        {title ?? t("sign_in.title")}
      </h1>
      {shredded && (
        <p class="notice notice-alert" data-testid="shredded">
          <Icon name="alert" />
          {t("lock.shredded")}
        </p>
      )}
      <p>
        {lead !== undefined
          ? lead
          : known === null
            ? t("sign_in.lead")
            : t(known.otherPerson ? "sign_in.other_person" : "sign_in.again")}
      </p>
      <form class="stack" onSubmit={submit} noValidate>
        <div class="field">
          <label for="email">{t("sign_in.email")}</label>
          <input
            id="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            inputMode="email"
            required
            value={email}
            data-testid="sign-in-email"
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="password">{t("sign_in.password")}</label>
          <input {...passwordField} {...(shown ? { type: "text" } : { type: "password" })} />
          <label class="check">
            <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
            {t("sign_in.show")}
          </label>
        </div>
        <div role="alert">
          {result !== null && result !== "done" && (
            <p class="notice notice-alert" data-testid="sign-in-error">
              <Icon name="alert" />
              {t(result === "missing" ? "sign_in.missing" : SAID[result])}
            </p>
          )}
        </div>
        <button type="submit" class="button primary" disabled={busy} data-testid="sign-in-submit">
          {t(busy ? "sign_in.busy" : "sign_in.submit")}
        </button>
        {known !== null && (
          <button type="button" class="button quiet" onClick={() => actions.replace({ name: "home" })}>
            {t("sign_in.later")}
          </button>
        )}
      </form>
      {children}
      {known === null && lead === undefined && <p class="hint">{t("sign_in.once")}</p>}
      {waiting > 0 && (
        <div class="notice">
          <Icon name="waiting" />
          <div>
            <p>{t.many("sign_in.waiting", waiting)}</p>
            <button type="button" class="button" onClick={() => void actions.exportQueue()} data-testid="export-queue">
              {t("menu.export")}
            </button>
          </div>
        </div>
      )}
      <p class="hint">{t("app.emergency")}</p>
    </section>
  );
}
