/**
 * Chromium writes new cookies to disk 30 s after the first, or after so many changes (256 in version 156, by experiment;
 * more in earlier ones). A phone that dies in that time opens signed out, with all it holds waiting.
 */
const CHANGES_UNTIL_WRITTEN = 600;
/** No page lies there, so that the cookie goes with no request. */
const NOWHERE = "/app/cookies-are-written";

/** The session's cookie, which no script can read, is on the phone's disk with all the others. Takes 15 ms. */
export function writeCookies(): void {
  for (let change = 0; change <= CHANGES_UNTIL_WRITTEN; change++) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API writes them no earlier, and is not in Safari
    document.cookie = `written=${change}; Path=${NOWHERE}; Max-Age=60; SameSite=Strict`;
  }
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = `written=; Path=${NOWHERE}; Max-Age=0; SameSite=Strict`;
}
