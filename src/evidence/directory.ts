/** The two sides of a hybrid organization. */
export type Side = 'onprem' | 'cloud';

/**
 * One attribute of one record.
 * `undefined`: not read (unknown). `null`: read, and not set (known absent). A string or several: the values.
 */
export type AttributeValue = undefined | null | string | readonly string[];

/** One object of a directory export. `values[i]` belongs to `columns[i]` of its table; a shorter array means the rest was not read. */
export interface DirectoryRow {
  readonly values: readonly AttributeValue[];
  /** First line of the record in its file, 1-based, where the format has lines. */
  readonly line?: number | undefined;
}

/**
 * The records of one file (or one inline array), with the vendor's own attribute names in lower case.
 *
 * Values are text. GUID attributes are canonical (lower case, dashes, an all-zero GUID is `null`), octet strings that are not a GUID are
 * base64, SIDs are `S-1-...`. Exchange Online properties of a cloud table carry the prefix `exo.` (`exo.exchangeguid`), as in
 * contract/DIRECTORY.md, also when the file was plain `Get-Mailbox` output.
 */
export interface DirectoryTable {
  readonly source: string;
  readonly side: Side;
  /** What made the file: decides which property stands for which fact, and how an absent attribute is read. */
  readonly origin: 'ad' | 'exchange' | 'graph' | 'unknown';
  readonly format: 'ldif' | 'csv' | 'clixml' | 'json' | 'format-list' | 'inline';
  readonly columns: readonly string[];
  readonly rows: readonly DirectoryRow[];
  /** What the reader dropped, repaired or could not use; sentences for the user, with file and line. */
  readonly notes: readonly string[];
}
