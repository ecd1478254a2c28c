interface Rules {
  createScriptURL(url: string): string;
}

interface Factory {
  readonly defaultPolicy?: unknown;
  createPolicy(name: string, rules: Rules): unknown;
}

/**
 * MapLibre starts its worker from a plain string, which Trusted Types refuse. The default policy is asked about every such
 * string: it lets this one address through and no other.
 */
export function allowWorker(workerUrl: string): void {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (factory === undefined || factory.defaultPolicy != null) return;
  factory.createPolicy("default", {
    createScriptURL: (url) => {
      if (new URL(url, location.href).href !== new URL(workerUrl, location.href).href) {
        throw new TypeError("not the worker of the map");
      }
      return url;
    },
  });
}
