import type { SyncErrorType } from './entry.js';

/** Error names without blanks and in lower case, as they come from the sync engine, the portal, and scripts that print them. */
const TYPES: ReadonlyMap<string, SyncErrorType> = new Map([
  ['attributevaluemustbeunique', 'AttributeValueMustBeUnique'],
  ['duplicateattribute', 'AttributeValueMustBeUnique'],
  ['quarantinedattributevaluemustbeunique', 'QuarantinedAttributeValueMustBeUnique'],
  ['propertyconflict', 'QuarantinedAttributeValueMustBeUnique'],
  ['invalidsoftmatch', 'InvalidSoftMatch'],
  ['failedsoftmatch', 'InvalidSoftMatch'],
  ['invalidhardmatch', 'InvalidHardMatch'],
  ['objecttypemismatch', 'ObjectTypeMismatch'],
  ['existingadminroleconflict', 'ExistingAdminRoleConflict'],
  ['adminroleconflict', 'ExistingAdminRoleConflict'],
  ['identitydatavalidationfailed', 'DataValidationFailed'],
  ['datavalidationfailed', 'DataValidationFailed'],
  ['datavalidationfailure', 'DataValidationFailed'],
  ['largeobject', 'LargeObject'],
  ['largeattribute', 'LargeObject'],
  ['exceededallowedlength', 'LargeObject'],
  ['federateddomainchangeerror', 'FederatedDomainChangeError'],
  ['federateddomainchange', 'FederatedDomainChangeError'],
  ['attributeupdatenotallowed', 'AttributeUpdateNotAllowed'],
  ['deletingcloudonlyobjectnotallowed', 'DeletingCloudOnlyObjectNotAllowed'],
  ['sourceanchorattributehaschanged', 'SourceAnchorChanged'],
  ['permissionissue', 'PermissionIssue'],
] as const);

const LONGEST_NAME = 80;

/** The error that a cell or field names; undefined for anything else. */
export function errorTypeOf(text: string): SyncErrorType | undefined {
  return text.length > LONGEST_NAME ? undefined : TYPES.get(plain(text));
}

const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['userprincipalname', 'UserPrincipalName'],
  ['upn', 'UserPrincipalName'],
  ['proxyaddresses', 'ProxyAddresses'],
  ['proxyaddress', 'ProxyAddresses'],
  ['mail', 'Mail'],
  ['sipproxyaddress', 'SipProxyAddress'],
  ['sipproxyaddresses', 'SipProxyAddress'],
  ['onpremisesecurityidentifier', 'OnPremiseSecurityIdentifier'],
  ['onpremisessecurityidentifier', 'OnPremiseSecurityIdentifier'],
  ['signinname', 'SignInName'],
  ['alternativesecurityids', 'AlternativeSecurityIds'],
  ['mailnickname', 'MailNickname'],
  ['immutableid', 'ImmutableId'],
  ['sourceanchor', 'SourceAnchor'],
]);

/** An attribute name as Entra spells it; one that is not known stays as it is. Undefined for what is no attribute name. */
export function attributeOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_NAME) return undefined;
  return ATTRIBUTES.get(plain(trimmed)) ?? (/^[A-Za-z][A-Za-z0-9.-]{2,60}$/.test(trimmed) ? trimmed : undefined);
}

/** True for an attribute whose values have to be unique. */
export function isUniqueAttribute(text: string): boolean {
  return text.length <= LONGEST_NAME && ATTRIBUTES.has(plain(text));
}

/** Letters and digits only, lower case. */
export function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Sentences that say which error it is, where no name or a general one stands beside them; the first that fits decides. */
const SENTENCES: readonly (readonly [SyncErrorType, readonly string[]])[] = [
  ['HardMatchHardening', ['hard match operation blocked', 'review onpremisesobjectidentifier mapping']],
  ['InvalidHardMatch', ['another cloud created object with the same source anchor']],
  [
    'DeleteNotValid',
    ['this synchronization operation, delete, is not valid', '0x8023134a', 'synchronization operation delete is not valid'],
  ],
  ['DeletingCloudOnlyObjectNotAllowed', ['deleting a cloud-only object', 'deletingcloudonlyobject']],
  ['SourceAnchorChanged', ['sourceanchor attribute has changed']],
  ['UserIdNotFound', ['because the user id is not found', 'da die benutzer-id nicht gefunden', "car l'id d'utilisateur est introuvable"]],
  ['LargeObject', ['the provisioned object is too large']],
  ['FederatedDomainChangeError', ['federateduser.userprincipalname']],
  ['DataValidationFailed', ['identity data validation failed']],
  [
    'AttributeValueMustBeUnique',
    [
      'values that may already be associated with another',
      'a synchronized object with the same proxy address already exists',
      'is already associated with another object',
      'an attribute value violates a uniqueness constraint',
    ],
  ],
];

/** Where the first sentence of the table stands, and what it says. A text of many lines is fine: it is folded to single blanks first. */
export function sentenceIn(text: string): SyncErrorType | undefined {
  const folded = text
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\s>|]+/g, ' ');
  for (const [type, sentences] of SENTENCES) if (sentences.some((sentence) => folded.includes(sentence))) return type;
  return /\bthe attribute \[[^\]]{1,80}\],? is not valid/.test(folded) ? 'DataValidationFailed' : undefined;
}

/** How the sentence about a value that another object has begins, in the languages of the error mail. */
export const CANNOT_UPDATE: readonly string[] = [
  'dieses objekt kann nicht aktualisiert werden',
  'impossible de mettre à jour cet objet',
  'no se puede actualizar este objeto',
  'impossibile aggiornare questo oggetto',
  'impossibile aggiornare l.oggetto',
  'não é possível atualizar este objeto',
  'não foi possível atualizar este objeto',
  'kan dit object niet bijwerken',
  'dit object kan niet worden bijgewerkt',
  'det går inte att uppdatera det här objektet',
  'kan ikke opdatere dette objekt',
  'dette objekt kan ikke opdateres',
  'kan ikke oppdatere dette objektet',
  'tätä objektia ei voi päivittää',
  'nie można zaktualizować tego obiektu',
  'nelze aktualizovat tento objekt',
  'nelze aktualizovat objekt',
  'nije moguće ažurirati ovaj obje[ck]a?t',
  'не удалось обновить этот объект',
  'невозможно обновить этот объект',
  'bu nesne güncelleştirilemiyor',
  'このオブジェクトを更新できません',
  'このオブジェクトは更新できません',
  '无法更新此对象',
  '無法更新此物件',
  '이 개체를 업데이트할 수 없습니다',
];

/** The attribute whose name ends a sentence, behind a colon, in any language: `... in your local directory services: UserPrincipalName.` */
export function attributeBehind(sentence: string): string | undefined {
  const named = /[:：]\s{0,20}(UserPrincipalName|ProxyAddress(?:es)?|Mail)(?=\s{0,4}(?:[.。;"'<\\_]|$))/i.exec(sentence)?.[1];
  return named === undefined ? undefined : attributeOf(named);
}

const NAMED =
  /(?<![A-Za-z])(?:QuarantinedAttributeValueMustBeUnique|AttributeValueMustBeUnique|InvalidSoftMatch|InvalidHardMatch|ObjectTypeMismatch|ExistingAdminRoleConflict|IdentityDataValidationFailed|LargeObject|FederatedDomainChangeError|AttributeUpdateNotAllowed|DeletingCloudOnlyObjectNotAllowed)(?![A-Za-z])/;

/** The name of an error at the start of what describes it. */
export function nameIn(text: string): SyncErrorType | undefined {
  const named = NAMED.exec(text.slice(0, 200))?.[0];
  return named === undefined ? undefined : errorTypeOf(named);
}
