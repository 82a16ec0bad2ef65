import type { SyncResult } from './result.js';

/** What an administrator does next about an outcome that is no match, in order; empty where nothing is to be done. Names no values of a record. */
export function nextSteps({ outcome, conflict, quarantined, resultUpn, missing, also }: SyncResult): readonly string[] {
  const steps: string[] = [];
  if (missing.length > 0) steps.push('Read what is missing first: the outcome may be another one.');
  switch (outcome) {
    case 'hard-match':
    case 'soft-match-smtp':
    case 'soft-match-upn':
      steps.push('On-premises values overwrite those of the cloud user: compare both before the first synchronization.');
      break;
    case 'provision-new':
      steps.push(
        'If a cloud object of this person exists, make one key equal before the object is synchronized: the primary SMTP address, or the source anchor (onPremisesImmutableId of the cloud user in mS-DS-ConsistencyGuid).',
      );
      break;
    case 'quarantine-attribute':
      steps.push(
        'Decide which object keeps the value, and remove it from the other one; the service releases it within an hour.',
        ...(quarantined.some(({ attribute }) => attribute === 'userPrincipalName') || resultUpn?.includes('<4 digits>') === true
          ? ['Until then the user signs in with the UPN that the service made.']
          : []),
      );
      break;
    case 'error:AttributeValueMustBeUnique':
      steps.push(...uniqueSteps(conflict));
      break;
    case 'error:InvalidSoftMatch':
      steps.push(
        'Remove the value from one of the two objects, or write the onPremisesImmutableId of the cloud user into mS-DS-ConsistencyGuid.',
      );
      break;
    case 'error:ObjectTypeMismatch':
      steps.push('Remove the address from the cloud object of the other type, or from the on-premises object.');
      break;
    case 'error:ExistingAdminRoleConflict':
      steps.push(
        'Take the directory roles away from the cloud user.',
        'Hard-delete the second, quarantined object that the cycle made.',
        'Synchronize, and give the roles back.',
      );
      break;
    case 'error:SourceAnchorChanged':
      steps.push('Write the former value back into the source anchor, and synchronize.');
      break;
    case 'blocked:BlockSoftMatch':
      steps.push(
        'Set BlockSoftMatchEnabled to false with Update-MgDirectoryOnPremiseSynchronization, synchronize, and set it to true again.',
      );
      break;
    case 'blocked:BlockCloudObjectTakeoverThroughHardMatch':
      steps.push(
        'Set BlockCloudObjectTakeoverThroughHardMatchEnabled to false with Update-MgDirectoryOnPremiseSynchronization, synchronize, and set it to true again.',
      );
      break;
    case 'blocked:HardMatchHardening':
      steps.push(
        'Role: take the assignment or the eligibility away, synchronize, give it back. A soft-deleted user is restored first.',
        'Binding to another object: clear onPremisesObjectIdentifier (Graph beta, or Clear-ADSyncToolsOnPremisesAttribute), then synchronize.',
      );
      break;
    case 'no-op':
      if (also.some((sentence) => sentence.startsWith('previously synced')))
        steps.push('Bring the object back into scope before the next cycle, or the cloud user is soft-deleted.');
      break;
    case 'undecided':
      break;
    default:
      outcome satisfies never;
  }
  return steps;
}

function uniqueSteps(conflict: SyncResult['conflict']): readonly string[] {
  switch (conflict) {
    case 'SipProxyAddress':
      return ['Remove the SIP address from one of the two objects.'];
    case 'OnPremiseSecurityIdentifier':
      return [
        'Write the onPremisesImmutableId of the cloud user into mS-DS-ConsistencyGuid of the on-premises user, so that a hard match happens.',
      ];
    default:
      return [
        'If both are one person: write the onPremisesImmutableId of the cloud user into mS-DS-ConsistencyGuid of the on-premises user, so that a hard match happens.',
        'If they are not: remove the address from one of them.',
      ];
  }
}
