import { h } from "preact";
import { GLYPHS, type GlyphName } from "../../icons/glyphs";

/** A drawing beside a word; it says nothing by itself, so that a screen reader leaves it out. */
export function Icon({ name }: { name: GlyphName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {GLYPHS[name].map(([tag, attributes], index) => h(tag, { ...attributes, key: index }))}
    </svg>
  );
}

/** The drawing of a category; one that was added later has the general one. */
export function categoryGlyph(code: string): GlyphName {
  return code in GLYPHS ? (code as GlyphName) : "category";
}
