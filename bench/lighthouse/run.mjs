// Runs Lighthouse (mobile) on each address in the Chromium that listens on this port, and prints one JSON line for each.
// node run.mjs PORT ADDRESS...
import lighthouse from "lighthouse";

const [port, ...addresses] = process.argv.slice(2);
for (const address of addresses) {
  const result = await lighthouse(address, {
    port: Number(port),
    logLevel: "error",
    onlyCategories: ["accessibility", "best-practices", "performance"],
    // The session and the store are what is measured.
    disableStorageReset: true,
  });
  const { categories, audits, runtimeError } = result.lhr;
  const scores = Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]));
  const failed = Object.values(categories).flatMap(({ id, auditRefs }) =>
    auditRefs
      .filter(({ id: audit, weight }) => weight > 0 && (audits[audit].score ?? 1) < 0.9)
      .map(({ id: audit }) => `${id}: ${audits[audit].title} ${audits[audit].displayValue ?? ""}`.trim()),
  );
  console.log(JSON.stringify({ address, scores, failed, error: runtimeError?.message ?? null }));
}
