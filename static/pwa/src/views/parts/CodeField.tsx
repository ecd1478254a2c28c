import { useId } from "preact/hooks";
import { MAX_DIGITS } from "../../domain/pin_code";

interface CodeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
  readonly isWrong?: boolean;
  readonly disabled?: boolean;
  readonly hint?: string;
  readonly isShown?: boolean;
}

/** A PIN: the digits' keyboard, no memory of the browser's. Anything but digits is left out as it is typed. */
export function CodeField(props: CodeFieldProps) {
  const { label, value, onChange, testId, isWrong = false, disabled = false, hint, isShown = false } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...(isShown ? { type: "text" } : { type: "password" })}
        id={id}
        inputMode="numeric"
        autoComplete="off"
        maxLength={MAX_DIGITS}
        value={value}
        disabled={disabled}
        aria-invalid={isWrong}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        data-testid={testId}
        onInput={(event) => {
          const digits = event.currentTarget.value.replace(/\D/g, "");
          event.currentTarget.value = digits;
          onChange(digits);
        }}
      />
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
