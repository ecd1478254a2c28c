/** The colours of the map, from the tokens of the whole product. */
export const TOKENS = {
  paper: "--paper",
  sunken: "--sunken",
  surface: "--surface",
  ink: "--ink",
  inkSoft: "--ink-soft",
  line: "--line",
  control: "--control",
  accent: "--accent",
  water: "--scale-1",
  waterName: "--accent-strong",
  wood: "--ok-soft",
  ok: "--ok",
  alert: "--alert",
  onMeaning: "--on-meaning",
} as const;

export type Colours = Readonly<Record<keyof typeof TOKENS, string>>;

/** The tokens as they are now, light or dark: asked of an element, for `light-dark()` means nothing outside of CSS. */
export function readColours(beside: HTMLElement): Colours {
  const probe = document.createElement("span");
  probe.hidden = true;
  beside.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, read(token)]));
  probe.remove();
  return colours as Colours;
}
