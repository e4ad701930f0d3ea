/** The page's clock. */

/** This moment in ISO 8601 and UTC, as records write it. */
export const now = (): string => new Date().toISOString();
