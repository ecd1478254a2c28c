import type { Basemap, BasemapFailure } from "../domain/basemap";

/** Longer without a byte, and the network is taken for gone. */
export const STALLED_MS = 20_000;

export type Download = { readonly file: Blob } | { readonly failed: BasemapFailure };
export type Downloader = (basemap: Basemap, onProgress: (received: number) => void) => Promise<Download>;

export const addressOf = (basemap: Basemap) => `/api/v1/basemaps/${basemap.sha256}`;

const BY_STATUS: Readonly<Record<number, BasemapFailure>> = {
  401: "signed_out",
  403: "gone",
  404: "gone",
  502: "unreachable",
  503: "unreachable",
  504: "unreachable",
};

class Broken extends Error {
  constructor(readonly why: BasemapFailure) {
    super(why);
  }
}

/** Fetches a basemap whole and checks it: what is not exactly the file that was promised is not handed out. */
export function makeDownloader(send: typeof fetch): Downloader {
  return async (basemap, onProgress) => {
    const ending = new AbortController();
    let timer = setTimeout(() => ending.abort(), STALLED_MS);
    const stillThere = () => {
      clearTimeout(timer);
      timer = setTimeout(() => ending.abort(), STALLED_MS);
    };
    try {
      const response = await send(addressOf(basemap), {
        credentials: "same-origin",
        // Kept by us, once it is right: the browser's own cache would hold it a second time, and what was wrong for ever.
        cache: "no-store",
        redirect: "error",
        signal: ending.signal,
      });
      if (response.status !== 200) throw new Broken(BY_STATUS[response.status] ?? "other");
      const parts = await readParts(response, basemap.bytes, (received) => {
        stillThere();
        onProgress(received);
      });
      const file = new Blob(parts, { type: "application/vnd.pmtiles" });
      if (file.size < basemap.bytes) throw new Broken("cut_off");
      if (file.size > basemap.bytes || (await hashOf(file)) !== basemap.sha256) throw new Broken("wrong_hash");
      return { file };
    } catch (error) {
      return { failed: error instanceof Broken ? error.why : "unreachable" };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The body's parts, at most one byte more than was promised: the rest is not worth its data. */
async function readParts(
  response: Response,
  promised: number,
  onReceived: (received: number) => void,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  while (reader !== undefined && received <= promised) {
    const next = await reader.read().catch(() => {
      throw new Broken(received === 0 ? "unreachable" : "cut_off");
    });
    if (next.done) break;
    parts.push(next.value);
    received += next.value.byteLength;
    onReceived(received);
  }
  if (received > promised) await reader?.cancel().catch(() => undefined);
  return parts;
}

async function hashOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
