/** An LDAP entry. Attribute names in lower case (options such as `;range=` removed); values are text or bytes. */
export interface AdEntry {
  readonly dn: string;
  readonly attributes: ReadonlyMap<string, readonly (string | Uint8Array)[]>;
}
