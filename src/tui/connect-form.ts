import type { ConnectForm } from '../ports/connections.js';
import { NATIONAL_CLOUDS, SIGN_INS, type SignIn } from '../ports/live.js';
import type { ChoiceField, FormField, FormKind, FormState, TextField } from './connections-model.js';
import { CLOUD_WORDS, FIELD_WORDS, METHOD_WORDS } from './connections-words.js';
import { NO_SECRET } from './secret.js';

/** An empty form; the URL begins as it is to. */
export function emptyForm(kind: FormKind): FormState {
  return {
    kind,
    texts: { url: 'ldaps://', user: '', caFile: '', tenant: '', clientId: '', certificateFile: '' },
    secret: NO_SECRET,
    method: 'device-code',
    cloud: 'global',
    withExchangeOnline: true,
    at: 0,
    faults: {},
    problem: undefined,
  };
}

const LDAP_FIELDS: readonly FormField[] = ['url', 'user', 'secret', 'caFile'];
const METHOD_FIELDS: Readonly<Record<SignIn, readonly FormField[]>> = {
  'device-code': ['tenant', 'clientId'],
  browser: ['tenant', 'clientId'],
  secret: ['tenant', 'clientId', 'secret'],
  certificate: ['tenant', 'clientId', 'certificateFile'],
  'managed-identity': ['clientId'],
  'azure-cli': ['tenant'],
};

/** The fields that are needed, in order. */
export function fieldsOf({ kind, method }: FormState): readonly FormField[] {
  return kind === 'ldap' ? LDAP_FIELDS : ['method', 'cloud', ...METHOD_FIELDS[method], 'withExchangeOnline'];
}

export function markedField(form: FormState): FormField {
  return fieldsOf(form)[form.at] ?? 'url';
}

export function isChoice(field: FormField): field is ChoiceField {
  return field === 'method' || field === 'cloud' || field === 'withExchangeOnline';
}

export function fieldName({ kind }: FormState, field: FormField): string {
  return field === 'secret' && kind === 'cloud' ? 'Client secret' : FIELD_WORDS[field][0];
}

/** True where an app signs in: then nobody's sign-in tells the tenant and the app. */
const isApp = (method: SignIn): boolean => method === 'secret' || method === 'certificate';

/** What is to be filled in, one or two sentences. */
export function hintOf({ kind, method }: FormState, field: FormField): string {
  if (field === 'method') return METHOD_WORDS[method][1];
  if (kind === 'cloud' && field === 'tenant' && !isApp(method)) return `${FIELD_WORDS.tenant[1]} Empty: the tenant of who signs in.`;
  if (field === 'clientId' && method === 'managed-identity') return 'GUID of a user-assigned identity. Empty: the one of the machine.';
  if (field === 'clientId' && !isApp(method)) return `${FIELD_WORDS.clientId[1]} Empty: Microsoft's own app for command lines.`;
  return FIELD_WORDS[field][1];
}

export function choiceText({ method, cloud, withExchangeOnline }: FormState, field: ChoiceField): string {
  if (field === 'method') return METHOD_WORDS[method][0];
  return field === 'cloud' ? CLOUD_WORDS[cloud] : withExchangeOnline ? 'yes' : 'no';
}

function neighbour<T>(all: readonly T[], current: T, step: 1 | -1): T {
  return all[(all.indexOf(current) + step + all.length) % all.length] ?? current;
}

/** The next one to choose; after the last comes the first. What the new method does not need is not asked, and stays as it was typed. */
export function chooseNext(form: FormState, field: ChoiceField, step: 1 | -1): FormState {
  const { method, cloud, withExchangeOnline } = form;
  if (field === 'withExchangeOnline') return { ...form, withExchangeOnline: !withExchangeOnline };
  const faults = {};
  if (field === 'cloud') return { ...form, cloud: neighbour(NATIONAL_CLOUDS, cloud, step), faults };
  return { ...form, method: neighbour(SIGN_INS, method, step), secret: NO_SECRET, faults };
}

const URL_FORM = /^(ldaps?):\/\/(?:[a-z0-9._-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?\/?$/i;
const GUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const TENANT = /^[a-z0-9][a-z0-9.-]{0,254}$/i;

/** Why a field cannot stay as it is, one sentence; undefined: nothing is known against it. */
export function faultOf(form: FormState, field: FormField): string | undefined {
  if (isChoice(field)) return undefined;
  if (field === 'secret') {
    if (form.secret.length > 0) return undefined;
    return form.kind === 'ldap'
      ? 'The password is empty; a server can take that for a sign-in as nobody.'
      : 'The client secret is empty: its value, not its id, was shown once when it was made.';
  }
  const text = textOf(form, field);
  if (text === '' || text === 'ldaps://') return emptyFault(form, field);
  switch (field) {
    case 'url':
      return urlFault(text);
    case 'clientId':
      return GUID.test(text) ? undefined : 'This is no GUID.';
    case 'tenant':
      return GUID.test(text) || TENANT.test(text) ? undefined : 'This is neither a GUID nor a domain.';
    default:
      return undefined;
  }
}

function emptyFault({ kind, method }: FormState, field: TextField): string | undefined {
  switch (field) {
    case 'url':
      return 'The host is missing: ldaps://dc1.contoso.com, for example.';
    case 'user':
      return 'The user is missing.';
    case 'certificateFile':
      return 'The path of the certificate is missing.';
    case 'tenant':
    case 'clientId':
      return kind === 'cloud' && isApp(method) ? 'An app cannot sign in without it.' : undefined;
    default:
      return undefined;
  }
}

function urlFault(text: string): string | undefined {
  const parts = URL_FORM.exec(text);
  if (parts !== null) {
    const port = parts[2] === undefined ? 1 : Number(parts[2]);
    return port >= 1 && port <= 65_535 ? undefined : 'The port is none: 1 to 65535.';
  }
  if (!/^ldaps?:\/\//i.test(text)) return 'It has to begin with ldaps:// or ldap://.';
  return text.includes('@')
    ? 'User and password do not belong into the URL: only host and port.'
    : 'It holds more than ldaps://host or ldaps://host:port.';
}

/** The value of a text field as it is used: without blanks around it, and without the quotes that Explorer copies with paths. */
export function textOf({ texts }: FormState, field: TextField): string {
  const text = texts[field].trim();
  return field === 'caFile' || field === 'certificateFile' ? text.replace(/^(["'])(.*)\1$/, '$2') : text;
}

/** The form with every fault named, and the first field that has one marked. */
export function checkForm(form: FormState): FormState {
  const found = fieldsOf(form).flatMap((field) => {
    const fault = faultOf(form, field);
    return fault === undefined ? [] : [{ field, fault }];
  });
  const [first] = found;
  const faults = Object.fromEntries(found.map(({ field, fault }) => [field, fault]));
  return { ...form, faults, at: first === undefined ? form.at : fieldsOf(form).indexOf(first.field) };
}

/** What is handed to the program; fields that the way to sign in does not need are empty. */
export function toConnectForm(form: FormState, secret: string): ConnectForm {
  const shown = fieldsOf(form);
  const text = (field: TextField): string => (shown.includes(field) ? textOf(form, field) : '');
  if (form.kind === 'ldap') return { kind: 'ldap', url: text('url'), user: text('user'), password: secret, caFile: text('caFile') };
  const { method, cloud, withExchangeOnline } = form;
  return {
    kind: 'cloud',
    method,
    cloud,
    tenant: text('tenant'),
    clientId: text('clientId').replace(/[{}]/g, ''),
    secret: shown.includes('secret') ? secret : '',
    certificateFile: text('certificateFile'),
    withExchangeOnline,
  };
}

/** What the form is about, one line, without the secret. */
export function formWords(form: FormState): string {
  if (form.kind === 'ldap') return `${textOf(form, 'url')}, as ${textOf(form, 'user')}`;
  const services = form.withExchangeOnline ? 'Microsoft Graph, Exchange Online' : 'Microsoft Graph';
  const tenant = fieldsOf(form).includes('tenant') ? textOf(form, 'tenant') : '';
  return `${services}${tenant === '' ? '' : ` of ${tenant}`} (${METHOD_WORDS[form.method][0]})`;
}
