import type { Diagnosis } from '../../fixes/diagnosis.js';
import { describeChanges, isSameFinding } from '../compare.js';
import { allCommands, commandCount } from '../copy-text.js';
import type { Action } from '../key-binding.js';
import { pageRows } from '../layout.js';
import type { DiagnoseRequest, Effect, Outcome, Page, ResultState, Spot, State, View } from '../model.js';
import { findingPage } from '../pages/finding.js';
import { nothingPage } from '../pages/nothing.js';
import { count } from '../words.js';
import { startAsking, takeBack } from './asking.js';
import { openView, startMail } from './mail.js';
import { type Move, moveItem, moveSection, revealItem, scrolledTop, settleSpot } from './scroll.js';

/** Shows a diagnosis: a new one from its top; the same input again on its finding, with what changed. */
export function showDiagnosis(state: State, diagnosis: Diagnosis, request: DiagnoseRequest): State {
  const before = state.result;
  const known = request.id === undefined ? undefined : [before, ...state.others].find((input) => input?.id === request.id);
  const isAgain = request.isAgain && before !== undefined && known === before;
  const kept = before === undefined || known === before ? state.others : [...state.others, before].toSorted((a, b) => a.id - b.id);
  const shown = isAgain ? before.diagnosis.findings[before.selected] : undefined;
  const same = shown === undefined ? -1 : diagnosis.findings.findIndex((finding) => isSameFinding(finding, shown));
  const result: Omit<ResultState, 'page'> = {
    id: known?.id ?? request.id ?? state.nextInput,
    at: known?.at ?? request.restored?.at ?? state.now,
    skipped: request.skipped ?? new Set(),
    diagnosis,
    view: isAgain ? keptView(before, diagnosis) : firstView(diagnosis),
    mail: startMail(diagnosis, isAgain ? before.mail : undefined),
    text: request.text,
    name: request.name,
    answers: request.answers,
    given: request.given,
    selected: Math.max(0, request.restored === undefined ? same : Math.min(request.restored.selected, diagnosis.findings.length - 1)),
    top: 0,
    item: undefined,
    showsRuledOut: isAgain && before.showsRuledOut,
    changes: isAgain ? describeChanges(before.diagnosis, diagnosis) : [],
  };
  const screens: State['screens'] = request.isAgain ? state.screens : ['home', 'result'];
  const others = kept.filter(({ id }) => id !== result.id);
  const nextInput = Math.max(state.nextInput, result.id + 1);
  const next = { ...state, screens, others, nextInput, answer: request.isAgain ? state.answer : undefined, busy: undefined };
  return openView(settle({ ...next, result: { ...result, page: makePage(next, result) } }));
}

/** Headers with nothing wrong open on the message itself; all else on what was found. */
function firstView({ findings, message, kind }: Diagnosis): View {
  return message !== undefined && findings.length === 0 && kind === 'headers' ? 'message' : 'findings';
}

function keptView({ view }: ResultState, { message }: Diagnosis): View {
  return message === undefined ? 'findings' : view;
}

function makePage(state: State, result: Omit<ResultState, 'page'>): Page {
  const finding = result.diagnosis.findings[result.selected];
  const options = { columns: state.columns, colour: state.colour, showsRuledOut: result.showsRuledOut, changes: result.changes };
  return finding === undefined ? nothingPage(result.diagnosis, options) : findingPage(result.diagnosis, finding, options);
}

/** The page anew, for another width or another finding; the marked item stays. */
export function remakePage(state: State): State {
  const { result } = state;
  if (result === undefined) return state;
  const page = makePage(state, result);
  const marked = result.item === undefined ? undefined : page.items[result.item];
  const next = { ...state, result: { ...result, page } };
  return marked === undefined ? settle(next) : goTo(next, revealItem(page, result, result.item ?? 0, pageRows(next)));
}

/** Keeps the page inside the window, and the mark on a command that is in view. */
function settle(state: State): State {
  return state.result === undefined ? state : goTo(state, settleSpot(state.result.page, state.result, pageRows(state)));
}

function goTo(state: State, { top, item }: Spot): State {
  return state.result === undefined ? state : { ...state, result: { ...state.result, top, item } };
}

function moved(state: State, move: Move): State {
  return 'spot' in move ? goTo(state, move.spot) : { ...state, notice: { tone: 'plain', text: move.why } };
}

function select(state: State, step: number): State {
  const { result } = state;
  if (result === undefined) return state;
  const total = result.diagnosis.findings.length;
  const selected = (result.selected + step + total) % total;
  return remakePage({ ...state, result: { ...result, selected, top: 0, item: undefined, changes: [] } });
}

export function onResult(state: State, action: Action): Outcome {
  const { result } = state;
  if (result === undefined) return { state, effects: [] };
  const still = (next: State): Outcome => ({ state: next, effects: [] });
  const rows = pageRows(state);
  const top = scrolledTop(result.page, result, action, rows);
  if (top !== undefined) return still(settle({ ...state, result: { ...result, top } }));
  switch (action) {
    case 'next-finding':
      return still(select(state, 1));
    case 'previous-finding':
      return still(select(state, -1));
    case 'next-item':
      return still(moved(state, moveItem(result.page, result, 1, rows)));
    case 'previous-item':
      return still(moved(state, moveItem(result.page, result, -1, rows)));
    case 'next-section':
      return still(moved(state, moveSection(result.page, result, 1, rows)));
    case 'previous-section':
      return still(moved(state, moveSection(result.page, result, -1, rows)));
    case 'ruled-out':
      return still(settle(remakePage({ ...state, result: { ...result, showsRuledOut: !result.showsRuledOut } })));
    case 'answer':
      return still(startAsking(state, result));
    case 'take-back':
      return takeBack(state, result);
    default:
      return { state, effects: copyEffects(state, result, action) };
  }
}

function copyEffects({ copied }: State, result: ResultState, action: Action): readonly Effect[] {
  const finding = result.diagnosis.findings[result.selected];
  const item = result.item === undefined ? undefined : result.page.items[result.item];
  if (action === 'copy' && item !== undefined) {
    return [
      {
        kind: 'copy',
        what: item.kind === 'question' ? 'the commands of the question' : 'the command',
        fileName: 'crossprem-command.ps1',
        text: item.text,
      },
    ];
  }
  if (action === 'copy-all' && finding !== undefined) {
    const text = allCommands(result.diagnosis, finding);
    return [
      {
        kind: 'copy',
        what: `${count(commandCount(result.diagnosis, finding), 'command')}, undo as comments`,
        fileName: 'crossprem-commands.ps1',
        text,
      },
    ];
  }
  if (action === 'copy-report') return [{ kind: 'copy-report', diagnosis: result.diagnosis }];
  if (action === 'save-copy' && copied !== undefined) return [{ kind: 'save', ...copied }];
  return [];
}
