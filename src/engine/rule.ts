import type { FactName } from '../facts/fact.js';

/** How bad a finding is. The order is the order of ranking. */
export const SEVERITIES = ['blocker', 'error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where a command is typed. Names as in contract/report.schema.json. */
export const SHELLS = ['exchange-onprem', 'exchange-online', 'ad-ds', 'graph', 'entra-connect', 'windows', 'portal'] as const;
export type Shell = (typeof SHELLS)[number];

export const RISKS = ['safe', 'review', 'destructive'] as const;
export type Risk = (typeof RISKS)[number];

/** Who can repair it: the administrator who asks, the other organization (sender's or receiver's), Microsoft; `nobody`: nothing is to be repaired. */
export const REPAIRERS = ['you', 'other-side', 'microsoft', 'nobody'] as const;
export type RepairBy = (typeof REPAIRERS)[number];

/**
 * A claim about facts or about the pasted text; true, false or unknown by the engine.
 * A text that does not occur proves nothing (the paste may be cut): unknown, unless `otherwise` says what its absence means.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly text: string; readonly otherwise?: boolean }
  | FactCondition;

/** Exactly one operator stands beside `fact`. Text compares without case. A fact that is known to be not set fails every operator but `is: absent`. */
export interface FactCondition {
  readonly fact: FactName;
  readonly is?: 'present' | 'absent' | 'known' | true | false;
  readonly equals?: string | number;
  readonly oneOf?: readonly (string | number)[];
  readonly contains?: string;
  readonly endsWith?: string;
  readonly equalsFact?: FactName;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One value of a PowerShell parameter. `${name}` in a text is a parameter of rules/parameters.yaml (or of the fix); all of it becomes one quoted literal. */
export type CommandValue =
  | string
  | number
  | boolean
  | readonly CommandValue[]
  | { readonly hashtable: Readonly<Record<string, CommandValue>> }
  | { readonly guidBytes: string }
  | { readonly base64Bytes: string }
  | { readonly variable: string }
  | { readonly null: true }
  | { readonly opath: { readonly property: string; readonly op: 'eq' | 'ne' | 'like'; readonly value: string } }
  | { readonly ldapFilter: LdapFilterValue }
  | { readonly uri: string }
  | { readonly json: Readonly<Record<string, string | number | boolean | null>> };

/** A cmdlet call, with what it is piped into. */
export interface CmdletCommand {
  readonly shell: Shell;
  readonly run: string;
  readonly with?: Readonly<Record<string, CommandValue>>;
  readonly switches?: readonly string[];
  readonly then?: readonly PipedCmdlet[];
  /** The command falls away when this parameter is known to have no value. */
  readonly skipWithout?: string;
  /** `$name = ` before the call. */
  readonly assign?: string;
  readonly note?: string;
  /** Of a question: another way, for a text that does not say what the command above needs; it takes the place of that one. */
  readonly otherwise?: true;
}

export interface PipedCmdlet {
  readonly run: string;
  readonly with?: Readonly<Record<string, CommandValue>>;
  readonly switches?: readonly string[];
  /** Bare property names, for Format-List and Select-Object. */
  readonly properties?: readonly string[];
}

/** `or`: objects that have the other value are found too. */
export interface LdapFilterValue {
  readonly attribute: string;
  readonly guid?: string;
  readonly text?: string;
  readonly or?: { readonly attribute: string; readonly text: string };
}

/** A Windows program with fixed arguments (no input ever reaches it). */
export interface ProgramCommand {
  readonly shell: 'windows' | 'entra-connect' | 'ad-ds' | 'exchange-onprem';
  readonly program: string;
  readonly args?: readonly string[];
  readonly note?: string;
}

/** What a person does by hand: a portal, a device, a wizard. */
export interface ManualCommand {
  readonly shell: Shell;
  readonly say: string;
}

export type Command = CmdletCommand | ProgramCommand | ManualCommand;

/** A named value that commands use: the first of `from` that is known, else the placeholder `<placeholder>`. */
export interface Parameter {
  readonly from: readonly FactName[];
  readonly placeholder: string;
  readonly type: 'text' | 'guid' | 'address' | 'domain' | 'list' | 'number';
}

/** A state in which the fix must not run. True: the fix is withheld and says why. Unknown: asked, and checked first. */
export interface Guard {
  readonly id: string;
  /** The fix is simply not the one that applies: it is left out without a word. */
  readonly quiet?: boolean;
  readonly blockedWhen: Condition;
  readonly why: string;
  readonly precheck?: readonly Command[];
}

/** What a step does to the modelled directory. `object` is a side of the finding's recipient. */
export interface Change {
  readonly object: 'onPrem' | 'cloud';
  /** Another object of that side, by its distinguished name, id, UPN or address: `"${otherHolder}"`. Without it: the recipient's own. */
  readonly of?: string;
  /** `isDeleted` to "TRUE": the object is gone. */
  readonly attribute: string;
  /** A text with parameters; null clears; a list replaces. Exactly one of `to`, `primary`, `mask` with `bits`, or `add` and/or `remove` stands there. */
  readonly to?: string | null | readonly string[];
  /** Of a list of proxy addresses: this one becomes the primary one, the former stays as a secondary one. */
  readonly primary?: string;
  /** Of a number: these bits of the mask are set, its others cleared. `{ mask: 2, bits: "2" }` of userAccountControl disables the account. */
  readonly mask?: number;
  readonly bits?: string;
  /** A value of `to` that is not known is written as one that is set and not known. */
  readonly orUnknown?: boolean;
  /** The change falls away when this parameter is known to have no value. */
  readonly skipWithout?: string;
  /** The synchronization cycle of the step does it, no command: the twin works it out. */
  readonly byCycle?: boolean;
  /** Values that a list gets; one that it has already (without case) is not added again. An item that is a whole `${list}` parameter gives all its values. */
  readonly add?: readonly string[];
  /** Values that a list loses, compared without case. */
  readonly remove?: readonly string[];
}

/** A repair shared by rules: rules/fixes/<id>.yaml. */
export interface Fix {
  readonly id: string;
  readonly title: string;
  readonly risk: Risk;
  readonly why?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly guards?: readonly Guard[];
  readonly precheck?: readonly Command[];
  readonly steps: readonly Command[];
  readonly verify: readonly Command[];
  readonly rollback: readonly Command[];
  readonly changes?: readonly Change[];
  /** The step runs a synchronization cycle: the twin simulates one. */
  readonly synchronizes?: boolean;
  /** Ids of fixes that must have run before, when both are in one plan. */
  readonly after?: readonly string[];
  /** Left out where one of these fixes stands in the plan for the same recipient: it does the same and more. */
  readonly coveredBy?: readonly string[];
  /** Said where old advice is still told (MSOnline, IdFix). */
  readonly retired?: string;
  readonly sources: readonly string[];
}

/** One possible reason of a diagnosis. */
export interface Cause {
  readonly id: string;
  readonly title: string;
  /** Absent: no source can decide it, it stays possible. `recognised`: the text itself proves it. */
  readonly when?: Condition | 'recognised';
  /** Not confirmed in a source that was read: never more than possible. */
  readonly unverified?: boolean;
  readonly why?: string;
  readonly repairBy?: RepairBy;
  readonly fix?: string | readonly string[];
  /** Fixes that may stand in the place of the first one, when the user picks them by id. */
  readonly alternatives?: readonly string[];
}

export interface TextSignature {
  readonly text: string;
  /** The words alone do not prove the diagnosis: the finding is possible until its `when` is true. */
  readonly weak?: boolean;
}

/** A diagnosis: rules/<category>/<name>.yaml. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status?: 'draft' | 'stable' | 'deprecated';
  readonly unverified?: boolean;
  /** The finding is about what was pasted, not about what went wrong: it stands behind the others. */
  readonly aboutInput?: boolean;
  readonly subject?: 'recipient' | 'message' | 'tenant' | 'organization' | 'connector' | 'endpoint' | 'batch';
  readonly direction?: readonly ('to-cloud' | 'to-onprem')[];
  readonly why: string;
  readonly recognise: {
    readonly text?: readonly (string | TextSignature)[];
    /** The rule does not fire when one of these stands in the input. */
    readonly unlessText?: readonly string[];
    /**
     * Enhanced status codes of a delivery report that this diagnosis has: `5.7.64`, a range `5.7.606-649`, a class `4.x.x`.
     * With a text: the code and the text together prove it; the code alone makes it a candidate, unless `statusDecides`.
     */
    readonly status?: readonly string[];
    /** No other diagnosis has these codes: the code alone proves it. */
    readonly statusDecides?: boolean;
    /** False: no finding. Unknown: a possible finding where a text or a status code recognised the rule, else none (see possibleWhen). */
    readonly when?: Condition;
    /** Of a rule that no text enters: while `when` is unknown, the finding is possible if this is true. */
    readonly possibleWhen?: Condition;
  };
  /** Findings that explain this one: when one of them is there, it is ranked before this. */
  readonly symptomOf?: readonly string[];
  readonly causes: readonly Cause[];
  /** Who can repair it; a cause may say otherwise. */
  readonly repairBy?: RepairBy;
  /** The cause is a matter of routing: the report shows the route that the message takes. */
  readonly showsRoute?: boolean;
  readonly falsePositives?: string;
  readonly sources: readonly string[];
}

/** What a property has to be: one of the values, without case; a `*` at an end stands for anything. */
export type ExpectedValue = string | number | boolean | readonly (string | number | boolean)[];

/** How the pasted output of a question's command answers it, where that needs no judgement. */
export interface OutputAnswer {
  /** Default: the question's own. */
  readonly fact?: FactName;
  /** The cmdlet whose output it is; default: any of the question's. */
  readonly of?: string;
  /** Alone: its value is the answer, where all objects agree. */
  readonly property?: string;
  /** Yes where every object has such a value, no where one has another. */
  readonly every?: ExpectedValue;
  /** Yes where one object has such a value, no where none has. */
  readonly any?: ExpectedValue;
  /** Yes where every object has such a value, no where none has; nothing where they differ, for nobody says which of them counts. */
  readonly alike?: ExpectedValue;
  /** No where one object has such a value, yes where none has. */
  readonly none?: ExpectedValue;
  /** `some`: yes where there is an object, no where nothing was found; `none`: the other way round. `count`: how many there are. */
  readonly objects?: 'some' | 'none' | 'count';
  /** The output proves only this one of the two. */
  readonly only?: 'yes' | 'no';
  /** What it means that nothing was found; of objects that were found nothing is said. */
  readonly notFound?: string | number | boolean;
  /** With `notFound`: attributes of Active Directory by each of which the person must have been searched, in vain. */
  readonly searched?: readonly string[];
}

/** A question that a person can answer: of a fact that no export holds (`ask.*`), or of one that was not read. rules/questions/<topic>.yaml. */
export interface AskedFact {
  readonly name: FactName;
  /** Further facts that the same command answers. */
  readonly covers?: readonly FactName[];
  readonly type: 'boolean' | 'text' | 'number';
  readonly question: string;
  readonly how: readonly Command[];
  /** A key of the settings file that answers it. */
  readonly setting?: string;
  readonly answer?: OutputAnswer | readonly OutputAnswer[];
}
