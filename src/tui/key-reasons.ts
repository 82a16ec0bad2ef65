import { subjectName } from '../fixes/plan.js';
import type { State } from './model.js';
import { shownReading } from './palette-model.js';
import { isNarrowed } from './people-words.js';
import { shownFinding } from './question.js';

/** Each says why a key does nothing now, or undefined while it works. */

export const needsWaiting = ({ busy }: State): string | undefined =>
  busy === undefined ? 'This is the first screen: q quits.' : undefined;
export const needsText = ({ draft }: State): string | undefined =>
  draft.text.trim() === '' ? 'The box is empty: paste or type what failed first.' : undefined;
export const needsResult = ({ result }: State): string | undefined => (result === undefined ? 'Nothing was diagnosed yet.' : undefined);
export const needsSource = ({ sources }: State): string | undefined => (sources.length === 0 ? 'No directory data is loaded.' : undefined);
export const needsSecondFinding = ({ result }: State): string | undefined => {
  const count = result?.diagnosis.findings.length ?? 0;
  return count > 1 ? undefined : count === 1 ? 'There is one finding only.' : 'There is no finding.';
};
export const needsItems = ({ result }: State): string | undefined =>
  result === undefined || result.page.items.length === 0 ? 'This page holds no command.' : undefined;
export const needsSelection = (state: State): string | undefined =>
  needsItems(state) ?? (state.result?.item === undefined ? 'No command is in view: n goes to the next one.' : undefined);
export const needsFinding = ({ result }: State): string | undefined =>
  result?.diagnosis.findings.length ? undefined : 'There is no finding, so there are no commands.';
export const needsShownFinding = ({ result }: State): string | undefined =>
  result !== undefined && shownFinding(result) !== undefined ? undefined : 'There is no finding, so there is no rule to show.';
export const needsRecipient = (state: State): string | undefined => {
  const finding = state.result === undefined ? undefined : shownFinding(state.result);
  if (finding === undefined || subjectName(finding) === '') return 'This finding is about nobody in particular.';
  return needsData(state);
};
export const needsQuestion = ({ result }: State): string | undefined =>
  result?.diagnosis.questions.length ? undefined : 'Nothing is asked: no answer of yours would decide more.';
export const needsAnswer = ({ result }: State): string | undefined => (result?.given.length ? undefined : 'No answer was given yet.');
export const needsRuledOut = ({ result }: State): string | undefined =>
  result?.diagnosis.findings[result.selected]?.causes.some((cause) => cause.status === 'ruled-out')
    ? undefined
    : 'No cause of this finding is ruled out.';
export const needsHeaders = ({ result }: State): string | undefined =>
  result?.mail === undefined ? 'The text holds no message headers: there is this page only.' : undefined;
export const needsListedField = ({ result }: State): string | undefined => {
  if (result?.mail === undefined || result.view === 'findings') return 'No message is shown.';
  if (result.view === 'field') return undefined;
  if (result.mail.spots[result.view]?.item !== undefined) return undefined;
  return result.view === 'path' ? 'These headers hold no Received field.' : 'No field is in view.';
};
export const needsMatch = ({ result }: State): string | undefined => {
  const matches = result?.mail?.matches;
  if (matches === undefined) return 'Nothing is searched for: / takes what to look for.';
  return matches.starts.length === 0 ? 'The text does not hold what is searched for.' : undefined;
};
export const needsTyped = ({ result }: State): string | undefined => {
  const typed = result?.view === 'fields' ? result.mail?.filter : result?.mail?.search;
  return typed === undefined || typed === '' ? 'Nothing was typed to look for.' : undefined;
};
export const needsCopy = ({ copied }: State): string | undefined => (copied === undefined ? 'Nothing was copied yet.' : undefined);
export const needsDraft = ({ draft }: State): string | undefined => (draft.text === '' ? 'The box is empty already.' : undefined);
export const needsData = ({ sources }: State): string | undefined =>
  sources.some(({ side }) => side !== 'settings') ? undefined : 'No directory data is loaded: d loads exports of both sides.';
export const needsTable = ({ readiness }: State): string | undefined =>
  readiness === undefined ? 'Readiness was not checked yet: Enter does it.' : undefined;
export const needsListed = ({ readiness }: State): string | undefined =>
  readiness === undefined || readiness.listed.length === 0 ? 'Nobody is listed: x takes the filters away.' : undefined;
export const needsListing = ({ readiness }: State): string | undefined => {
  if (readiness === undefined) return 'Nothing is listed.';
  if (readiness.view === 'units') return readiness.table.units().length > 0 ? undefined : 'No distinguished name was read.';
  return readiness.table.causes.length > 0 ? undefined : 'Nothing was found about anybody.';
};
export const needsFound = ({ readiness }: State): string | undefined =>
  readiness === undefined || readiness.search.trim() === '' ? 'Nothing is searched for: / takes what to look for.' : undefined;
export const needsNarrowing = ({ readiness }: State): string | undefined =>
  readiness !== undefined && isNarrowed(readiness.filter) ? undefined : 'Everyone is listed already.';
export const needsOtherPerson = ({ readiness }: State): string | undefined =>
  readiness !== undefined && readiness.listed.length > 1 ? undefined : 'The list holds one person only.';
export const needsSteps = ({ readiness }: State): string | undefined =>
  readiness?.person?.detail.plan.steps.length ? undefined : 'The plan holds no step for this person.';
export const needsProof = ({ readiness }: State): string | undefined => {
  const person = readiness?.person;
  if (person === undefined) return 'Nobody is shown.';
  return person.proof === undefined ? undefined : 'It was tried: the section Proof says what came of it.';
};
export const needsCommands = (state: State): string | undefined => {
  const { readiness } = state;
  const shown =
    state.screens.at(-1) === 'reading'
      ? shownReading(state)
      : state.screens.at(-1) === 'person'
        ? readiness?.person
        : readiness?.view === 'organization'
          ? readiness.organization
          : readiness?.open;
  return shown === undefined || shown.page.items.length === 0 ? 'This page holds no command.' : undefined;
};
export const needsAnyInput = ({ result }: State): string | undefined => (result === undefined ? 'Nothing was diagnosed yet.' : undefined);
export const needsSomething = ({ result, history }: State): string | undefined =>
  result === undefined && history.length === 0 ? 'Nothing happened in this session yet.' : undefined;
export const needsOtherInput = ({ others }: State): string | undefined =>
  others.length > 0 ? undefined : 'The session holds one input only.';
export const needsEntries = ({ palette }: State): string | undefined =>
  palette === undefined || palette.entries.length === 0 ? 'Nothing is found.' : undefined;
export const needsSessionRow = ({ result, history, listing }: State): string | undefined =>
  (listing.view === 'history' ? history.length > 0 : result !== undefined) ? undefined : 'This list is empty.';
export const needsListedInput = ({ result }: State): string | undefined => (result === undefined ? 'There is no input.' : undefined);
