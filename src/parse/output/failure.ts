import { withStraightQuotes } from './clean.js';

/** What a command said in place of an output. */
export interface Failure {
  /** `not-found`: it looked, and there is no such object. */
  readonly kind: 'not-found' | 'failed';
  /** The name that it looked for, where it says one; blanks may be lost in it. */
  readonly identity: string | undefined;
  /** The server that was asked, where the error names it. */
  readonly server: string | undefined;
  /** The cmdlet that the error names. */
  readonly cmdlet: string | undefined;
  readonly text: string;
}

const LONGEST = 6000;

// Looked for without blanks, for a console breaks an error anywhere. The exceptions' names are the same in every language.
const NOT_FOUND: readonly RegExp[] = [
  /object'([^']{1,256})'couldn'tbefoundon'/i,
  /object'([^']{1,256})'couldnotbefoundon'/i,
  /dasobjekt'([^']{1,256})'auf'[^']{1,256}'nichtgefundenwurde/i,
  /l'objet'([^']{1,256})'(?:estintrouvable|n'apasététrouvé|n'apaspuêtretrouvé)/i,
  /cannotfindanobjectwithidentity:'([^']{1,256})'under:'/i,
  /resource'([^']{1,256})'doesnotexistoroneofitsqueriedreference-property/i,
  /couldn'tfindobject"([^"]{1,256})"/i,
];
const SERVER = /(?:couldn'tbefoundon|couldnotbefoundon|objekt'[^']{1,256}'auf|introuvablesur)'([^']{1,256})'/i;
const NOT_FOUND_TYPES = /ManagementObjectNotFoundException|ADIdentityNotFoundException|Request_ResourceNotFound/i;
const STARTS: readonly RegExp[] = [
  // Not a heading: "On-prem:".
  /^(?!on-prem)[A-Za-z]{2,20}-[A-Za-z0-9_]{2,60}\s{0,4}:(?:\s|$)/i,
  /^(?:The operation couldn't be performed because object|Cannot find an object with identity|Cannot process argument|Couldn't find object)/i,
  /^(?:Der Vorgang konnte nicht ausgef|L'opération n'a pas p)/i,
  /^(?:Write-ErrorMessage|Exception|Error)\s{0,4}:\s.{0,400}/i,
  /^(?:Ex[0-9A-F]{6}\|)/,
  /^(?:Resource '|Status: 40\d|Insufficient privileges)/,
  /^\s{0,4}\+ CategoryInfo\s{0,10}:/,
];

/** True for a line that begins an error of PowerShell. */
export function startsFailure(line: string): boolean {
  const head = withStraightQuotes(line.slice(0, 500));
  return STARTS.some((pattern) => pattern.test(head));
}

/** Reads the text of an error; the cmdlet is the one it names in front, or in its CategoryInfo. */
export function readFailure(text: string): Failure {
  const short = text.slice(0, LONGEST);
  const compact = withStraightQuotes(short).replace(/\s+/g, '');
  const cmdlet =
    /\[([A-Za-z]{2,20}-[A-Za-z0-9]{2,60})(?:_[A-Za-z]{1,20})?\],/.exec(compact)?.[1] ??
    /^([A-Za-z]{2,20}-[A-Za-z0-9]{2,60})(?:_[A-Za-z0-9]{1,20})?:/.exec(compact)?.[1];
  const server = SERVER.exec(compact)?.[1];
  for (const pattern of NOT_FOUND) {
    const match = pattern.exec(compact);
    if (match !== null) return { kind: 'not-found', identity: match[1], server, cmdlet, text: short };
  }
  return { kind: NOT_FOUND_TYPES.test(compact) ? 'not-found' : 'failed', identity: undefined, server, cmdlet, text: short };
}
