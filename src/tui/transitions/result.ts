import type { Diagnosis } from '../../fixes/diagnosis.js';
import { describeChanges, isSameFinding } from '../compare.js';
import { allCommands, commandCount } from '../copy-text.js';
import type { Action } from '../keys.js';
import { pageRows } from '../layout.js';
import type { DiagnoseRequest, Effect, Outcome, Page, ResultState, State } from '../model.js';
import { findingPage } from '../pages/finding.js';
import { nothingPage } from '../pages/nothing.js';
import { formFor, questionsOf } from '../question.js';
import { count } from '../words.js';

/** Shows a diagnosis: a new one from its top; the same input again on its finding, with what changed. */
export function showDiagnosis(state: State, diagnosis: Diagnosis, request: DiagnoseRequest): State {
  const before = state.result;
  const isAgain = request.isAgain && before !== undefined;
  const shown = isAgain ? before.diagnosis.findings[before.selected] : undefined;
  const same = shown === undefined ? -1 : diagnosis.findings.findIndex((finding) => isSameFinding(finding, shown));
  const result: Omit<ResultState, 'page'> = {
    diagnosis,
    text: request.text,
    name: request.name,
    answers: request.answers,
    given: request.given,
    selected: Math.max(0, same),
    top: 0,
    item: undefined,
    showsRuledOut: isAgain && before.showsRuledOut,
    changes: isAgain ? describeChanges(before.diagnosis, diagnosis) : [],
  };
  const screens: State['screens'] = request.isAgain
    ? state.screens.at(-1) === 'answer'
      ? state.screens.slice(0, -1)
      : state.screens
    : ['home', 'result'];
  const next = { ...state, screens, answer: undefined, busy: undefined };
  return settle({ ...next, result: { ...result, page: makePage(next, result) } });
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
  return marked === undefined ? settle(next) : settle(reveal(next, result.item ?? 0));
}

/** Keeps the page inside the window, and the mark on a command that is in view. */
function settle(state: State): State {
  const { result } = state;
  if (result === undefined) return state;
  const rows = pageRows(state);
  const top = Math.max(0, Math.min(result.top, result.page.lines.length - rows));
  const isInView = (index: number): boolean => {
    const item = result.page.items[index];
    return item !== undefined && item.firstLine >= top && item.firstLine < top + rows;
  };
  const found = result.page.items.findIndex((_, index) => isInView(index));
  const item = result.item !== undefined && isInView(result.item) ? result.item : found < 0 ? undefined : found;
  return { ...state, result: { ...result, top, item } };
}

function scroll(state: State, top: number): State {
  return state.result === undefined ? state : settle({ ...state, result: { ...state.result, top } });
}

function reveal(state: State, index: number): State {
  const { result } = state;
  const item = result?.page.items[index];
  if (result === undefined || item === undefined) return state;
  const rows = pageRows(state);
  const isInView = item.firstLine >= result.top + 1 && item.lastLine < result.top + rows;
  const top = isInView ? result.top : Math.max(0, item.firstLine - Math.min(4, Math.floor(rows / 3)));
  return settle({ ...state, result: { ...result, item: index, top } });
}

function select(state: State, step: number): State {
  const { result } = state;
  if (result === undefined) return state;
  const total = result.diagnosis.findings.length;
  const selected = (result.selected + step + total) % total;
  return remakePage({ ...state, result: { ...result, selected, top: 0, item: undefined, changes: [] } });
}

function moveItem(state: State, result: ResultState, step: 1 | -1): State {
  const { items } = result.page;
  if (result.item !== undefined) {
    const next = result.item + step;
    if (items[next] === undefined)
      return { ...state, notice: { tone: 'plain', text: step > 0 ? 'This is the last one.' : 'This is the first one.' } };
    return reveal(state, next);
  }
  const below = items.findIndex((item) => item.firstLine >= result.top);
  const index = step > 0 ? (below < 0 ? items.length - 1 : below) : below < 0 ? items.length - 1 : Math.max(0, below - 1);
  return reveal(state, index);
}

function moveSection(state: State, { page, top }: ResultState, step: 1 | -1): State {
  const target = step > 0 ? page.sections.find((section) => section > top) : page.sections.findLast((section) => section < top);
  if (target === undefined) return step > 0 ? { ...state, notice: { tone: 'plain', text: 'This is the last section.' } } : scroll(state, 0);
  const moved = scroll(state, target);
  return moved.result?.top === top && step > 0 ? { ...state, notice: { tone: 'plain', text: 'The rest of the page is in view.' } } : moved;
}

export function onResult(state: State, action: Action): Outcome {
  const { result } = state;
  if (result === undefined) return { state, effects: [] };
  const still = (next: State): Outcome => ({ state: next, effects: [] });
  const rows = pageRows(state);
  switch (action) {
    case 'up':
      return still(scroll(state, result.top - 1));
    case 'down':
      return still(scroll(state, result.top + 1));
    case 'page-up':
      return still(scroll(state, result.top - Math.max(1, rows - 2)));
    case 'page-down':
      return still(scroll(state, result.top + Math.max(1, rows - 2)));
    case 'top':
      return still(scroll(state, 0));
    case 'bottom':
      return still(scroll(state, result.page.lines.length));
    case 'next-finding':
      return still(select(state, 1));
    case 'previous-finding':
      return still(select(state, -1));
    case 'next-item':
      return still(moveItem(state, result, 1));
    case 'previous-item':
      return still(moveItem(state, result, -1));
    case 'next-section':
      return still(moveSection(state, result, 1));
    case 'previous-section':
      return still(moveSection(state, result, -1));
    case 'ruled-out':
      return still(settle(remakePage({ ...state, result: { ...result, showsRuledOut: !result.showsRuledOut } })));
    case 'answer':
      return still(startAnswer(state, result));
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

function startAnswer(state: State, result: ResultState): State {
  const { questions, findings } = result.diagnosis;
  const item = result.item === undefined ? undefined : result.page.items[result.item];
  const finding = findings[result.selected];
  const question = item?.question ?? (finding === undefined ? undefined : questionsOf(finding, questions)[0]) ?? questions[0];
  return question === undefined ? state : { ...state, answer: formFor(question), screens: [...state.screens, 'answer'] };
}

function takeBack(state: State, result: ResultState): Outcome {
  const last = new Set(result.given.at(-1) ?? []);
  const answers = new Map([...result.answers].filter(([fact]) => !last.has(fact)));
  const request = { text: result.text, name: result.name, answers, given: result.given.slice(0, -1), isAgain: true };
  return {
    state: { ...state, notice: { tone: 'good', text: `Took back the answer to ${[...last].join(', ')}.` } },
    effects: [{ kind: 'diagnose', request }],
  };
}
