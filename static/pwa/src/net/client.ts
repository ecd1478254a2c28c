import type { Reply } from "../sync/answer";

export const REQUEST_TIMEOUT_MS = 20_000;

export interface OutgoingRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly csrf?: string;
}

export type Client = (request: OutgoingRequest, signal?: AbortSignal) => Promise<Reply>;

/**
 * Sends one request and reads its whole answer within 20 s; null where none came, for whatever reason. A redirect is no
 * answer: it is a captive portal's, and following it could carry what is sent to another page.
 */
export function makeClient(send: typeof fetch): Client {
  return async (request, signal) => {
    if (signal?.aborted) return null;
    // By hand, for AbortSignal.any() is younger than phones that are still in use.
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, REQUEST_TIMEOUT_MS);
    signal?.addEventListener("abort", end);
    const headers: Record<string, string> = { Accept: "application/json" };
    if (request.body !== undefined) headers["Content-Type"] = "application/json";
    if (request.csrf !== undefined) headers["X-CSRFToken"] = request.csrf;
    try {
      const response = await send(request.path, {
        method: request.method,
        headers,
        body: request.body === undefined ? null : JSON.stringify(request.body),
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: ending.signal,
      });
      return { status: response.status, body: await response.text(), retryAfter: response.headers.get("Retry-After") };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
  };
}
