import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the desk's pages load beside the server's own markup: a build of its own, named in a manifest for the server. */
export default defineConfig({
  base: "/static/desk/dist/",
  publicDir: false,
  build: {
    target: "es2022",
    outDir: file("../desk/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // The map is one chunk that only a shown map loads.
    chunkSizeWarningLimit: 1200,
    // How long each plugin took says nothing to whoever builds; warnings and errors are still printed.
    rolldownOptions: { input: { hotspots: file("src/desk/hotspots.ts") }, checks: { bundlerTimings: false } },
  },
});
