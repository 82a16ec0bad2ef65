import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SIGN_INS } from '../../src/ports/live.js';
import { checkForm, chooseNext, emptyForm, faultOf, fieldsOf, formWords, toConnectForm } from '../../src/tui/connect-form.js';
import type { FormState, TextField } from '../../src/tui/connections-model.js';
import { type Effect, placeOf, type State } from '../../src/tui/model.js';
import { printable } from '../../src/tui/sanitize.js';
import { NO_SECRET } from '../../src/tui/secret.js';
import { initialState, update } from '../../src/tui/state.js';
import { fc } from '../setup/property.js';
import { PASSWORD } from './live.js';

const ldap = (texts: Partial<Record<TextField, string>> = {}, password = PASSWORD): FormState => {
  const form = emptyForm('ldap');
  return {
    ...form,
    texts: { ...form.texts, url: 'ldaps://dc1.contoso.com', user: 'CORP\\kim', ...texts },
    secret: NO_SECRET.with(password),
  };
};
const app = (texts: Partial<Record<TextField, string>> = {}): FormState => {
  const form = emptyForm('cloud');
  const filled = { tenant: 'contoso.com', clientId: '4d9f0f1c-7a53-4c5e-9a39-0c7f5e1d2b33', ...texts };
  return { ...form, method: 'secret', texts: { ...form.texts, ...filled }, secret: NO_SECRET.with(PASSWORD) };
};
const faults = (form: FormState): readonly string[] => Object.keys(checkForm(form).faults);

describe('the form', () => {
  it('shows only the fields that the way to sign in needs', () => {
    const fields = (method: FormState['method']): string =>
      fieldsOf({ ...emptyForm('cloud'), method })
        .slice(2, -1)
        .join(' ');
    expect(SIGN_INS.map((method) => [method, fields(method)])).toEqual([
      ['device-code', 'tenant clientId'],
      ['browser', 'tenant clientId'],
      ['secret', 'tenant clientId secret'],
      ['certificate', 'tenant clientId certificateFile'],
      ['managed-identity', 'clientId'],
      ['azure-cli', 'tenant'],
    ]);
    expect(fieldsOf(emptyForm('ldap'))).toEqual(['url', 'user', 'secret', 'caFile']);
  });

  it.each([
    'ldaps://dc1.contoso.com',
    'ldap://dc1.contoso.com',
    'LDAPS://DC1:636',
    'ldaps://dc1.contoso.com:3269/',
    'ldap://192.0.2.7',
    'ldaps://[2001:db8::7]:636',
    '  ldaps://dc1.contoso.com ',
  ])('takes %s', (url) => {
    expect(faultOf(ldap({ url }), 'url')).toBeUndefined();
  });

  it.each([
    ['', 'host is missing'],
    ['ldaps://', 'host is missing'],
    ['dc1.contoso.com', 'has to begin with'],
    ['https://dc1.contoso.com', 'has to begin with'],
    ['ldaps://kim:secret@dc1', 'User and password do not belong'],
    ['ldaps://dc1/DC=contoso', 'more than'],
    ['ldaps://dc1 dc2', 'more than'],
    ['ldaps://dc1:0', 'port'],
    ['ldaps://dc1:65536', 'port'],
    [`ldaps://${'a'.repeat(2000)}`, 'more than'],
  ])('does not take %s', (url, why) => {
    expect(faultOf(ldap({ url }), 'url')).toContain(why);
  });

  it('asks for a user and a password, and marks the first line that is not right', () => {
    expect(faults(ldap())).toEqual([]);
    expect(faults(ldap({ user: ' ' }, ''))).toEqual(['user', 'secret']);
    expect(checkForm(ldap({}, '')).at).toBe(2);
  });

  it('wants tenant and client id of an app, and of nobody else', () => {
    expect(faults(app())).toEqual([]);
    expect(faults(app({ tenant: '', clientId: 'my app' }))).toEqual(['tenant', 'clientId']);
    expect(faults({ ...emptyForm('cloud'), method: 'certificate' })).toEqual(['tenant', 'clientId', 'certificateFile']);
    for (const method of ['device-code', 'browser', 'managed-identity', 'azure-cli'] as const)
      expect(faults({ ...emptyForm('cloud'), method })).toEqual([]);
    expect(faults({ ...app({ tenant: 'not a domain' }), method: 'browser' })).toEqual(['tenant']);
  });

  it('hands on what is needed, without quotes, braces and what another way to sign in asked for', () => {
    expect(toConnectForm(ldap({ caFile: '"C:\\My CA\\root.pem"' }), PASSWORD)).toEqual({
      kind: 'ldap',
      url: 'ldaps://dc1.contoso.com',
      user: 'CORP\\kim',
      password: PASSWORD,
      caFile: 'C:\\My CA\\root.pem',
    });
    const form = app({ clientId: '{4D9F0F1C-7A53-4C5E-9A39-0C7F5E1D2B33}', certificateFile: 'app.pem' });
    expect(toConnectForm(form, PASSWORD)).toMatchObject({
      method: 'secret',
      clientId: '4D9F0F1C-7A53-4C5E-9A39-0C7F5E1D2B33',
      secret: PASSWORD,
      certificateFile: '',
      withExchangeOnline: true,
    });
    expect(toConnectForm({ ...form, method: 'azure-cli' }, PASSWORD)).toMatchObject({ tenant: 'contoso.com', clientId: '', secret: '' });
  });

  it('goes round the choices in both directions, and forgets the secret with the way to sign in', () => {
    const form = app();
    expect(chooseNext(emptyForm('cloud'), 'method', -1).method).toBe('azure-cli');
    expect(chooseNext(chooseNext(form, 'cloud', 1), 'cloud', -1).cloud).toBe('global');
    expect(chooseNext(form, 'cloud', 1).secret.reveal()).toBe(PASSWORD);
    expect(chooseNext(form, 'method', 1).secret.length).toBe(0);
    expect(chooseNext(form, 'withExchangeOnline', 1).withExchangeOnline).toBe(false);
  });

  it('is described without its secret', () => {
    expect(formWords(ldap())).toBe('ldaps://dc1.contoso.com, as CORP\\kim');
    expect(formWords(app())).toBe('Microsoft Graph, Exchange Online of contoso.com (App with client secret)');
    expect(formWords({ ...emptyForm('cloud'), withExchangeOnline: false })).toBe('Microsoft Graph (Device code)');
  });
});

describe('a secret', () => {
  it('is in nothing that prints or writes it', () => {
    const form = ldap();
    for (const text of [
      JSON.stringify(form),
      inspect(form, { depth: 10, showHidden: true }),
      String(form.secret),
      `${Object.values(form.secret)}`,
    ])
      expect(text).not.toContain(PASSWORD);
    expect(form.secret.reveal()).toBe(PASSWORD);
  });

  it('is typed and erased by whole characters, and has an end', () => {
    const secret = NO_SECRET.with('a').with('💡').with('b');
    expect(secret.length).toBe(3);
    expect(secret.withoutLast().withoutLast().reveal()).toBe('a');
    expect(NO_SECRET.with('x'.repeat(10_000)).length).toBe(2048);
  });
});

describe('typing into the form', () => {
  const press = (state: State, ...keys: readonly string[]): { state: State; effects: readonly Effect[] } =>
    keys.reduce<{ state: State; effects: readonly Effect[] }>((outcome, key) => update(outcome.state, { kind: 'key', key }), {
      state,
      effects: [],
    });
  const start = press(initialState({ columns: 80, rows: 24 }, false, [], []), 'l', 'p').state;
  const atPassword = press(start, 'down', 'down').state;
  const form = (state: State): FormState => state.connections?.forms[state.connections.form] ?? emptyForm('ldap');

  it('begins a URL as it has to begin, and lets a pasted one replace that', () => {
    expect(form(start).texts.url).toBe('ldaps://');
    expect(form(update(start, { kind: 'paste', text: 'ldap://dc2.contoso.com\r\n' }).state).texts.url).toBe('ldap://dc2.contoso.com');
    expect(form(update(start, { kind: 'paste', text: 'dc2.contoso.com' }).state).texts.url).toBe('ldaps://dc2.contoso.com');
  });

  it('takes letters that are keys elsewhere, and blanks, as they are', () => {
    const state = press(atPassword, 'q', '?', 'space', 'x', 'l').state;
    expect(placeOf(state)).toBe('connect');
    expect(form(state).secret.reveal()).toBe('q? xl');
  });

  it('takes a pasted password without its line ends and what cannot be seen, says so, and goes nowhere', () => {
    for (const kind of ['paste', 'text'] as const) {
      const { state, effects } = update(atPassword, { kind, text: ` pass\u0007word\u200b 1\r\n` });
      expect(form(state).secret.reveal()).toBe(' password 1');
      expect(form(state).at).toBe(2);
      expect(effects).toEqual([]);
      expect(state.notice?.text).toBe('4 of the characters cannot be printed and were left out. Enter takes the line.');
    }
    expect(update(atPassword, { kind: 'paste', text: 'as it is' }).state.notice).toBeUndefined();
  });

  it('puts what a password manager types at once where it belongs', () => {
    const atUser = press(start, 'down').state;
    for (const kind of ['paste', 'text'] as const) {
      const { state, effects } = update(atUser, { kind, text: `CORP\\kim\t${PASSWORD}\r` });
      expect(form(state)).toMatchObject({ at: 2, texts: { user: 'CORP\\kim', caFile: '' } });
      expect(form(state).secret.reveal()).toBe(PASSWORD);
      expect(effects).toEqual([]);
    }
    const all = update(start, { kind: 'paste', text: `ldap://dc2\tCORP\\kim\t${PASSWORD}\t\t` }).state;
    expect(form(all)).toMatchObject({ at: 2, texts: { url: 'ldap://dc2', user: 'CORP\\kim' } });
    expect(form(all).secret.reveal()).toBe(PASSWORD);
    const lines = update(atUser, { kind: 'paste', text: `CORP\\kim\r\n${PASSWORD}` }).state;
    expect(form(lines).texts.user).toBe('CORP\\kim');
    expect(lines.notice?.text).toBe('Only the first line was taken.');
    const many = update(press(start, 'up', 'up').state, { kind: 'paste', text: '\t'.repeat(100_000) }).state;
    expect(placeOf(many)).toBe('connect');
  });

  it('never ends, shows or repeats anything of what is pasted (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('paste' as const, 'text' as const), (text, kind) => {
        const { state, effects } = update(atPassword, { kind, text });
        expect(placeOf(state)).toBe('connect');
        expect(effects).toEqual([]);
        expect(form(state).secret.reveal()).toBe(printable(text));
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(form(state).texts).toEqual(form(atPassword).texts);
      }),
    );
  });

  it('does not repeat letters that were typed on a line with choices', () => {
    const cloud = press(initialState({ columns: 80, rows: 24 }, false, [], []), 'l', 'c').state;
    expect(press(cloud, 'Z').state.notice?.text).toBe('This line is chosen with ← and →, not typed.');
    expect(form(press(cloud, 'space').state).method).toBe('browser');
    expect(form(press(cloud, 'up', 'right', 'left', 'left').state).method).toBe('azure-cli');
    const atLast = press(cloud, 'down', 'down', 'down', 'down').state;
    expect(form(press(atLast, 'n').state).withExchangeOnline).toBe(false);
    expect(form(press(atLast, 'n', 'y').state).withExchangeOnline).toBe(true);
  });

  it('says what is wrong with a line as soon as it is left, and takes it back when it is changed', () => {
    const typed = update(start, { kind: 'paste', text: 'http://dc1' }).state;
    const left = press(typed, 'enter').state;
    expect(form(left).faults.url).toContain('has to begin with');
    expect(form(press(left, 'up', 'backspace').state).faults.url).toBeUndefined();
    // What is still empty is not blamed before the end.
    expect(form(press(start, 'enter', 'enter', 'enter').state).faults).toEqual({});
  });

  it('asks for nothing while a line is wrong, and says which', () => {
    const { state, effects } = press(start, 'ctrl+d');
    expect(effects).toEqual([]);
    expect(Object.keys(form(state).faults)).toEqual(['url', 'user', 'secret']);
    expect(state.notice?.text).toBe('3 lines are not right yet.');
  });

  it('forgets the secret, and nothing else, when it is left', () => {
    const filled = update(press(update(start, { kind: 'paste', text: 'dc1' }).state, 'down', 'down').state, {
      kind: 'paste',
      text: PASSWORD,
    }).state;
    const back = press(filled, 'esc').state;
    expect(placeOf(back)).toBe('connections');
    expect(form(back).secret.length).toBe(0);
    expect(form(press(back, 'p').state).texts.url).toBe('ldaps://dc1');
  });
});
