import type { Picture, Pointing } from "./units";

/** The server's own drawing as a picture that answers: its marks carry `data-unit`. */
export function readDrawing(svg: Element, { onLight, onChoose }: Pointing): Picture {
  const marks = [...svg.querySelectorAll("[data-unit]")];
  for (const mark of marks) {
    const id = mark.getAttribute("data-unit") ?? "";
    mark.addEventListener("pointerenter", () => onLight(id));
    mark.addEventListener("pointerleave", () => onLight(null));
    mark.addEventListener("click", () => onChoose(id));
  }
  const set = (name: string) => (id: string | null) => {
    for (const mark of marks) mark.classList.toggle(name, mark.getAttribute("data-unit") === id);
  };
  return { light: set("is-lit"), choose: set("is-chosen") };
}
