/** What was seen, and where: a quotation of the pasted text, or an attribute of one side. */
export interface Evidence {
  readonly source: 'input' | 'onprem' | 'cloud' | 'settings';
  /** Attribute or header name. */
  readonly path?: string;
  readonly text: string;
  /** 1-based, in the text as it was given. */
  readonly line?: number;
  readonly column?: number;
  /** File that held it, where it was not the pasted text. */
  readonly file?: string;
  /** It only shows that something is not so; what shows the matter itself is quoted first. */
  readonly isGuard?: true;
}
