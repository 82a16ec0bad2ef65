/** What `--format json` prints: contract/report.schema.json, with optional properties of our own. */
export type JsonReport = Readonly<Record<string, unknown>>;
