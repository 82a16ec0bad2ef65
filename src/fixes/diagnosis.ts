import type { RuleSet } from '../engine/rule-set.js';
import type { FactName } from '../facts/fact.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { Finding } from '../findings/finding.js';
import type { Question } from '../findings/questions.js';
import type { Message } from '../message/message.js';
import type { Verification } from '../message/verification.js';
import type { InputKind } from '../parse/error-text/detect.js';
import type { Extracted } from '../parse/error-text/extract.js';
import type { DeliveryReport } from '../parse/ndr/report.js';
import type { Route } from '../route/route.js';
import type { Plan } from './plan.js';
import type { PlanProof } from './proof.js';

/** One input to diagnose, with the directory data that was given beside it. */
export interface DiagnoseInput {
  readonly text: string;
  readonly name?: string | undefined;
  readonly encoding?: string | undefined;
  readonly bytes: number;
  readonly isTruncated?: boolean;
  /** What the input is, where the user says so. */
  readonly kind?: InputKind | undefined;
  readonly direction?: 'to-cloud' | 'to-onprem' | undefined;
  readonly settings?: Settings | undefined;
  readonly answers?: ReadonlyMap<FactName, string | number | boolean> | undefined;
  /** Causes that the user picked: their fixes are planned although they are not proven. */
  readonly chosenCauses?: ReadonlySet<string> | undefined;
  /** Alternative fixes that the user picked by id. */
  readonly chosenFixes?: ReadonlySet<string> | undefined;
  readonly directories: Directories;
  readonly notes?: readonly string[];
}

/** Everything that is known about one input. */
export interface Diagnosis {
  readonly input: DiagnoseInput;
  readonly kind: InputKind;
  /** All kinds that the text is of, most probable first. */
  readonly kinds: readonly InputKind[];
  readonly extracted: Extracted;
  /** The headers of the input, read as a message. */
  readonly message: Message | undefined;
  readonly report: DeliveryReport | undefined;
  /** SPF, DKIM, DMARC and ARC computed anew (--verify). */
  readonly verification?: Verification | undefined;
  /** The way of the message over the modelled organization, where a finding is about routing. */
  readonly route: Route | undefined;
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
  readonly plan: Plan;
  /** The plan tried on a copy of the directories, recipient by recipient. */
  readonly proofs?: readonly PlanProof[] | undefined;
  readonly notes: readonly string[];
  readonly ruleSet: RuleSet;
  readonly ruleCount: number;
}
