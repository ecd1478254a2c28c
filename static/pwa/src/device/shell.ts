/** Whether the server gave this page out as a demonstration: known before anybody has signed in, and offline. */
export function isDemonstration(): boolean {
  return document.documentElement.hasAttribute("data-demonstration");
}
