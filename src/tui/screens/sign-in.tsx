import type { ReactElement } from 'react';
import type { DeviceCode } from '../../ports/live.js';
import { Frame } from '../components/frame.js';
import { formWords } from '../connect-form.js';
import type { FormState, SignInState } from '../connections-model.js';
import { METHOD_WORDS, secondsWords } from '../connections-words.js';
import { bodyRows } from '../layout.js';
import { type Line, span } from '../lines.js';
import type { State } from '../model.js';
import { createPage, type PageBuilder } from '../pages/builder.js';
import { clean, widthOf } from '../sanitize.js';
import { count } from '../words.js';
import type { LiveProps } from './live-props.js';

/** While a sign-in is waited for: what a person has to do, and for how long there is time. */
export function SignInScreen({ state, theme, connections }: LiveProps): ReactElement {
  const form = connections.forms[connections.form];
  const { signIn } = connections;
  return <Frame state={state} theme={theme} title="signing in" aside="Esc cancels at once." body={signInLines(state, form, signIn)} />;
}

function signInLines(state: State, form: FormState, signIn: SignInState | undefined): readonly Line[] {
  const isLow = bodyRows(state) < 16;
  const page = createPage(state.columns);
  const gap = (): void => {
    if (!isLow) page.row();
  };
  gap();
  page.text(formWords(form), { tone: 'strong' });
  page.row();
  const code = signIn?.code;
  const elapsed = `waiting for ${secondsWords((signIn?.elapsedMs ?? 0) / 1000)}`;
  if (code === undefined) {
    page.text(waitingWords(form));
    page.row();
    page.saidRow('Waiting. Escape cancels.', span(`  … ${elapsed}. Esc cancels.`, 'accent'));
  } else {
    writeCode(page, code, isLow);
    const left = Math.max(0, Math.ceil((code.expiresAt - (signIn?.now ?? 0)) / 1000));
    gap();
    if (left === 0) page.text('The code has expired: Esc, then connect again for a new one.', { tone: 'caution' });
    else
      page.saidRow(
        `Less than ${count(Math.ceil(left / 60), 'minute')} left`,
        span(`  ${secondsWords(left)} left`, left <= 60 ? 'caution' : 'strong'),
        span(`   ${elapsed}`, 'quiet'),
      );
    gap();
    page.text('Enter the code only on a page of Microsoft, and only because you asked for it here.', { tone: 'quiet' });
  }
  const { lines } = page.done();
  return lines.slice(0, bodyRows(state));
}

/** The URL and the code, each on a line of its own, from where they can be copied. */
function writeCode(page: PageBuilder, { url, userCode }: DeviceCode, isLow: boolean): void {
  const code = clean(userCode);
  page.spans([span('1 ', 'accent'), span('Open this page, on any device:')], { indent: 2 });
  if (!isLow) page.row();
  page.command(url, 4);
  if (!isLow) page.row();
  page.spans([span('2 ', 'accent'), span('Enter this code there, and sign in:')], { indent: 2 });
  const edge = '─'.repeat(widthOf(code) + 6);
  page.row(span(`    ╭${edge}╮`, 'accent'));
  // Letter by letter, for it is no word.
  page.saidRow([...code].join(' '), span('    │', 'accent'), span(`   ${code}   `, 'found'), span('│', 'accent'));
  page.row(span(`    ╰${edge}╯`, 'accent'));
}

function waitingWords(form: FormState): string {
  if (form.kind === 'ldap') return 'Connecting, and signing in. The password goes over the wire only once it is encrypted.';
  switch (form.method) {
    case 'device-code':
      return 'Asking for a code.';
    case 'browser':
      return 'A browser window opens on this machine. Sign in there, then come back here.';
    case 'azure-cli':
      return 'Asking the Azure CLI for its account.';
    default:
      return `${METHOD_WORDS[form.method][1]} It signs in now.`;
  }
}
