import { useId } from "preact/hooks";
import type { GlyphName } from "../../icons/glyphs";
import { Icon } from "./Icon";

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: GlyphName;
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly Option<T>[];
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
  /** A second tap takes the choice away again. */
  readonly clearable?: boolean;
  /** That many side by side, all as wide. */
  readonly even?: 3 | 5;
}

/** A few answers side by side, one of which holds: radio buttons that look like buttons. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { legend, name, options, value, onChange, clearable = false, even } = props;
  const prefix = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class={even === undefined ? "choice-row" : `choice-row even-${even}`}>
        {options.map((option) => (
          <div class="choice-item" key={option.value}>
            <input
              type="radio"
              id={`${prefix}-${option.value}`}
              name={`${prefix}-${name}`}
              value={option.value}
              checked={value === option.value}
              data-testid={`${name}-${option.value}`}
              onChange={() => onChange(option.value)}
              onClick={() => {
                if (clearable && value === option.value) onChange(null);
              }}
            />
            <label for={`${prefix}-${option.value}`}>
              {option.icon && <Icon name={option.icon} />}
              <span>{option.label}</span>
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
