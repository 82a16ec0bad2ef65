import type { Adoptee, Adoption } from '../../fixes/adoption.js';
import type { JsonReport } from '../json.js';
import { proofJson } from '../proof.js';
import { headlineOf } from './view.js';

/** The result for programs; names stay, values may be added. */
export function adoptJson(adoption: Adoption, notes: readonly string[], version: string): JsonReport {
  const { counts, whole, people } = adoption;
  return {
    schema: 'crossprem/adopt/1',
    version,
    headline: headlineOf(adoption),
    counts: { ...counts },
    whole: { isProven: whole.isProven, why: whole.why },
    people: people.map(personJson),
    notes: [...notes, ...adoption.notes],
  };
}

function personJson(person: Adoptee): JsonReport {
  const {
    id,
    name,
    group,
    why,
    questions,
    mailbox,
    candidates,
    compared,
    isInScope,
    container,
    proposal,
    values,
    match,
    memberships,
    steps,
    notes,
    proof,
  } = person;
  return {
    id,
    name,
    group,
    why,
    questions,
    mailbox,
    candidates: candidates.map(({ name: object, kind, keys, isOwn, verdict }) => ({ object, kind, keys, isOwn, verdict })),
    compared: compared.map(({ attribute, onPrem, cloud, state, note, isNeeded }) => ({
      attribute,
      onPrem: onPrem ?? null,
      cloud: cloud ?? null,
      state,
      note: note ?? null,
      isNeeded,
    })),
    inSyncScope: isInScope ?? null,
    container: container ?? null,
    proposal:
      proposal === undefined
        ? null
        : { name: proposal.name, samAccountName: proposal.samAccountName, alias: proposal.alias, ou: proposal.ou ?? null },
    values:
      values === undefined
        ? null
        : {
            displayName: values.displayName ?? null,
            userPrincipalName: values.userPrincipalName ?? null,
            samAccountName: values.samAccountName ?? null,
            alias: values.alias ?? null,
            primarySmtpAddress: values.primarySmtpAddress ?? null,
            remoteRoutingAddress: values.remoteRoutingAddress ?? null,
            type: values.kind,
            exchangeGuid: values.exchangeGuid ?? null,
            archiveGuid: values.archiveGuid ?? null,
            emailAddresses: values.addresses,
          },
    match: match === undefined ? null : { outcome: match.outcome, with: match.with ?? null, why: match.why, certain: match.isCertain },
    cloudGroups: memberships ?? null,
    steps: steps.map(({ fixId, title, risk, commands }) => ({
      fix: fixId,
      title,
      risk,
      commands: commands.map(({ shell, text, isManual }) => ({ shell, text, ...(isManual ? { manual: true } : {}) })),
    })),
    proof: proof === undefined ? null : proofJson({ subject: id, steps: steps.map((step) => step.id), proof }),
    notes,
  };
}
