import type { ComponentChildren } from "preact";
import type { GlyphName } from "../../icons/glyphs";
import { Icon } from "./Icon";

interface EmptyProps {
  readonly icon: GlyphName;
  readonly title: string;
  readonly text?: string;
  readonly children?: ComponentChildren;
}

/** A screen with nothing on it yet, and what to do next. */
export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
