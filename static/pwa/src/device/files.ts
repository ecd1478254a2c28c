/** How long the browser may take to read what is saved: Safari reads it a little after the click. */
const READ_WITHIN_MS = 60_000;

/** The person's device saves the value as a file of JSON. */
export function saveJson(name: string, value: unknown): void {
  const blob = new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ_WITHIN_MS);
}
