import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";

interface StepperProps {
  readonly label: ComponentChildren;
  readonly value: number;
  readonly shown?: string;
  readonly min?: number;
  readonly max: number;
  readonly step?: number;
  readonly lessLabel: string;
  readonly moreLabel: string;
  readonly testId: string;
  /** The label gets a line of its own. */
  readonly wide?: boolean;
  readonly onChange: (value: number) => void;
}

/** A number with large buttons, for a thumb in a glove. */
export function Stepper(props: StepperProps) {
  const { label, value, shown, min = 0, max, step = 1, lessLabel, moreLabel, testId, wide, onChange } = props;
  return (
    <div class={wide ? "stepper wide" : "stepper"}>
      <span class="stepper-label">{label}</span>
      <button
        type="button"
        class="step"
        aria-label={lessLabel}
        disabled={value <= min}
        data-testid={`step-down-${testId}`}
        onClick={() => onChange(Math.max(min, value - step))}
      >
        <Icon name="minus" />
      </button>
      <output class="stepper-value" aria-live="polite" data-testid={`value-${testId}`}>
        {shown ?? value}
      </output>
      <button
        type="button"
        class="step"
        aria-label={moreLabel}
        disabled={value >= max}
        data-testid={`step-up-${testId}`}
        onClick={() => onChange(Math.min(max, value + step))}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
