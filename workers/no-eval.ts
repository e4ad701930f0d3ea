/**
 * Imported before anything else by whatever runs under the page's content security policy: zod would try whether it may
 * compile its schemas, be refused, and have that reported as a violation. This is where zod keeps its settings; to ask
 * zod itself would bring it into the page's first download.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
