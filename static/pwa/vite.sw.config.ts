import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type UserConfig, defineConfig } from "vite";

const dist = fileURLToPath(new URL("dist", import.meta.url));

const WORKERS = ["sw.js", "sw-off.js"];

/** Every file of the first build, and one hash over all their bytes: the worker changes when any of them does. */
function listPrecache(): { urls: string[]; hash: string } {
  const hash = createHash("sha256");
  const urls: string[] = [];
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !WORKERS.includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const path = file.slice(dist.length + 1).replaceAll("\\", "/");
    hash.update(path).update(readFileSync(file));
    urls.push(path === "index.html" ? "/app/" : `/app/${path}`);
  }
  return { urls, hash: hash.digest("hex").slice(0, 16) };
}

/** The worker, or with `--mode off` the one that takes its place while the operator has it off. */
export default defineConfig(({ mode }) => {
  const precache = listPrecache();
  const config: UserConfig = {
    base: "/app/",
    publicDir: false,
    define: {
      __PRECACHE_URLS__: JSON.stringify(precache.urls),
      __PRECACHE_HASH__: JSON.stringify(precache.hash),
    },
    build: {
      target: "es2022",
      outDir: "dist",
      emptyOutDir: false,
      rolldownOptions: {
        checks: { bundlerTimings: false },
        input: fileURLToPath(new URL(mode === "off" ? "src/sw/off.ts" : "src/sw/sw.ts", import.meta.url)),
        output: { format: "iife", entryFileNames: mode === "off" ? "sw-off.js" : "sw.js" },
      },
    },
  };
  return config;
});
