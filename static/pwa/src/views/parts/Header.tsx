import { Breakable } from "./Breakable";
import { Icon } from "./Icon";
import { useText } from "./text";

/** The title of a screen that was opened from another, with the way back. */
export function Header({ title, onBack }: { title: string; onBack?: () => void }) {
  const t = useText();
  return (
    <div class="title-row">
      {onBack && (
        <button type="button" class="icon-button" onClick={onBack} aria-label={t("app.back")} data-testid="back">
          <Icon name="back" />
        </button>
      )}
      <h1 id="title" tabIndex={-1}>
        <Breakable text={title} />
      </h1>
    </div>
  );
}
