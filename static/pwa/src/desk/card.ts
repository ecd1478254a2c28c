import type { Unit } from "./units";

/** What is said of the chosen one, beside the picture: its name, its verdict, and the way to its page. */
export interface Card {
  show(unit: Unit): void;
  hide(): void;
}

export function readCard(root: HTMLElement, onClose: () => void): Card {
  const part = (name: string) => root.querySelector<HTMLElement>(`[data-card="${name}"]`);
  const link = root.querySelector<HTMLAnchorElement>("a[data-card]");
  part("close")?.addEventListener("click", onClose);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onClose();
  });
  return {
    show({ name, said, href, rank }) {
      const [title, words] = [part("name"), part("said")];
      if (title !== null) title.textContent = rank === null ? name : `${rank}. ${name}`;
      if (words !== null) words.textContent = said;
      if (link !== null) link.href = href;
      root.hidden = false;
    },
    hide() {
      root.hidden = true;
    },
  };
}
