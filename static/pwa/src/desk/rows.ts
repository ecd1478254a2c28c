import { type Pointing, ROW_PREFIX, type Picture } from "./units";

const TOUCHED = "a, button, input, summary, details";

/** The rows of the list as a picture like the others: they are the map's twin, by pointer and by keyboard. */
export function readRows(table: Element, { onLight, onChoose }: Pointing): Picture {
  const rows = [...table.querySelectorAll<HTMLElement>(`tbody tr[id^="${ROW_PREFIX}"]`)];
  const idOf = (row: HTMLElement) => row.id.slice(ROW_PREFIX.length);
  for (const row of rows) {
    row.addEventListener("pointerenter", () => onLight(idOf(row)));
    row.addEventListener("pointerleave", () => onLight(null));
    row.addEventListener("focusin", () => onLight(idOf(row)));
    row.addEventListener("focusout", () => onLight(null));
    row.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest(TOUCHED) === null) onChoose(idOf(row));
    });
  }
  const set = (name: string) => (id: string | null) => {
    for (const row of rows) row.classList.toggle(name, idOf(row) === id);
  };
  const choose = set("is-chosen");
  return {
    light: set("is-lit"),
    choose(id) {
      choose(id);
      const row = rows.find((each) => idOf(each) === id);
      row?.scrollIntoView({ block: "nearest" });
    },
  };
}
