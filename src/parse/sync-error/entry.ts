import type { Token } from '../error-text/extract.js';

/** Error names as Entra Connect writes them, and a few of our own for errors that come as a sentence only. */
export type SyncErrorType =
  | 'AttributeValueMustBeUnique'
  | 'QuarantinedAttributeValueMustBeUnique'
  | 'InvalidSoftMatch'
  | 'InvalidHardMatch'
  | 'HardMatchHardening'
  | 'ObjectTypeMismatch'
  | 'ExistingAdminRoleConflict'
  | 'DataValidationFailed'
  | 'LargeObject'
  | 'FederatedDomainChangeError'
  | 'AttributeUpdateNotAllowed'
  | 'DeletingCloudOnlyObjectNotAllowed'
  | 'SourceAnchorChanged'
  | 'DeleteNotValid'
  | 'UserIdNotFound'
  | 'PasswordChangeFailed'
  | 'PermissionIssue'
  | 'ExchangeProxyInUse';

/** An attribute that an error names, and the value that is in the way, where it is shown. */
export interface Conflict {
  /** As Entra spells it: UserPrincipalName, ProxyAddresses, OnPremiseSecurityIdentifier, SipProxyAddress ... */
  readonly attribute: string;
  readonly value: Token | undefined;
}

/** What an error says about one of its two objects. */
export interface SyncObject {
  /** Object id in the cloud. */
  readonly id?: Token;
  readonly upn?: Token;
  readonly displayName?: Token;
  /** Base64 source anchor, which is the ImmutableId. */
  readonly anchor?: Token;
  readonly dn?: Token;
  /** user, group, contact, as the error spells it. */
  readonly objectType?: Token;
  /** Another address of it, where the error shows no UPN. */
  readonly address?: Token;
}

/** One error of one object. */
export interface SyncErrorEntry {
  /** The value is canonical, the place is that of the words. */
  readonly errorType: Token & { readonly value: SyncErrorType };
  readonly conflicts: readonly Conflict[];
  /** The object that could not be synchronized. */
  readonly source: SyncObject;
  /** The object that is in the way. */
  readonly existing: SyncObject;
  /** `CN={hex}` of the connector space, where the anchor was read from it. */
  readonly connectorDn: Token | undefined;
  readonly trackingId: Token | undefined;
  readonly eventId: Token | undefined;
  /** The part of the text that is about it. */
  readonly start: number;
  readonly end: number;
}

/** True for an error of a match by source anchor. */
export function isHardMatch(type: SyncErrorType): boolean {
  return type === 'InvalidHardMatch' || type === 'HardMatchHardening' || type === 'AttributeUpdateNotAllowed';
}

/** True for an error that is only named: nothing says whom or what it is about. */
export function isBare({ conflicts, source, existing, trackingId, eventId }: SyncErrorEntry): boolean {
  return (
    conflicts.length === 0 &&
    trackingId === undefined &&
    eventId === undefined &&
    Object.keys(source).length === 0 &&
    Object.keys(existing).length === 0
  );
}
