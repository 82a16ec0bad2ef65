import {
  AndFilter,
  EqualityFilter,
  type Filter,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from 'ldapts';

// Values enter filters only as objects: ldapts makes text of the escapes in a filter string, so bytes would be lost, and input could end a clause.
export const equal = (attribute: string, value: string | Buffer): Filter => new EqualityFilter({ attribute, value });
export const present = (attribute: string): Filter => new PresenceFilter({ attribute });
export const anyOf = (filters: readonly Filter[]): Filter => new OrFilter({ filters: [...filters] });
export const allOf = (filters: readonly Filter[]): Filter => new AndFilter({ filters: [...filters] });
export const not = (filter: Filter): Filter => new NotFilter({ filter });
export const startsWith = (attribute: string, value: string): Filter =>
  new SubstringFilter({ attribute, initial: value, any: [], final: '' });
export const atLeast = (attribute: string, value: number): Filter => new GreaterThanEqualsFilter({ attribute, value: String(value) });
export const atMost = (attribute: string, value: number): Filter => new LessThanEqualsFilter({ attribute, value: String(value) });

/** Every object has a class. */
export const ANY = present('objectClass');

/**
 * What rules can be about: people, groups, contacts, and whatever else holds an address.
 *
 * Computers are users in the schema. One fact asks whether the account of an Exchange server is protected: so those that carry adminCount 1 or
 * a service of Exchange come too, and the others stay out. Organizational units are asked for by no fact.
 */
export const RECIPIENTS: Filter = anyOf([
  allOf([equal('objectClass', 'user'), not(equal('objectClass', 'computer'))]),
  allOf([equal('objectClass', 'computer'), anyOf([equal('adminCount', '1'), startsWith('servicePrincipalName', 'exchange')])]),
  equal('objectClass', 'contact'),
  equal('objectClass', 'group'),
  equal('objectClass', 'msExchDynamicDistributionList'),
  equal('objectClass', 'publicFolder'),
  present('mail'),
  present('proxyAddresses'),
  present('mailNickname'),
  present('targetAddress'),
]);
