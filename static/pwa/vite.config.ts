import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const version: string = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")).version;

/** The app itself. The worker is a second build (vite.sw.config.ts) that reads what this one wrote. */
export default defineConfig({
  base: "/app/",
  define: { __APP_VERSION__: JSON.stringify(version) },
  build: {
    target: "es2022",
    assetsDir: "assets",
    // A data: URL for a font or a script would break the Content-Security-Policy; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // The map's engine is one chunk that only a shown map loads.
    chunkSizeWarningLimit: 1200,
    // How long each plugin took says nothing to whoever builds; warnings and errors are still printed.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { fs: { allow: ["../.."] } },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"], environment: "node", globals: false, isolate: false },
});
