import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDirectoryFile } from '../../src/adapters/files/read-directory.js';
import { createAsker } from '../../src/app/asker.js';
import { createDiagnoser, createDirectories } from '../../src/app/diagnose.js';
import { diagnoseAsked } from '../../src/app/diagnose-live.js';
import { createMailReader } from '../../src/app/mail-reader.js';
import { provenDiagnoser } from '../../src/app/prove.js';
import type { DirectoryTable, Side } from '../../src/evidence/directory.js';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { parseSettingsFiles } from '../../src/parse/settings.js';
import { connectionOver } from '../setup/live-connection.js';
import { ROOT, repositoryRuleSet } from '../setup/rules.js';

const ruleSet = repositoryRuleSet();
const diagnose = createDiagnoser(ruleSet, createMailReader());
const FOLDERS = ['migration', 'ndr', 'sync', 'header'].flatMap((job) =>
  readdirSync(join(ROOT, 'samples', job)).map((name) => join(ROOT, 'samples', job, name)),
);
const INPUTS = ['error.txt', 'ndr.txt', 'headers.txt', 'report.txt', 'message.eml'];
const EXPORTS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['onprem.ldf', 'onprem.json', 'onprem.xml', 'onprem.csv'],
  cloud: ['cloud.json', 'cloud.csv', 'cloud.xml'],
};

interface Sample {
  readonly name: string;
  readonly text: string;
  readonly sides: Readonly<Record<Side, readonly DirectoryTable[] | undefined>>;
  readonly settings: Record<string, unknown> | undefined;
}

async function sampleIn(folder: string): Promise<Sample | undefined> {
  const input = INPUTS.map((name) => join(folder, name)).find(existsSync);
  if (input === undefined) return undefined;
  const tables = async (side: Side): Promise<readonly DirectoryTable[] | undefined> => {
    const path = EXPORTS[side].map((name) => join(folder, name)).find(existsSync);
    if (path === undefined) return undefined;
    const read = await readDirectoryFile(path, side);
    return read.kind === 'table' ? [read.table] : undefined;
  };
  const sides = { onprem: await tables('onprem'), cloud: await tables('cloud') };
  if (sides.onprem === undefined || sides.cloud === undefined) return undefined;
  const settings = join(folder, 'settings.json');
  const parsed = existsSync(settings) ? parseSettingsFiles([{ text: readFileSync(settings, 'utf8'), source: 'settings.json' }]) : undefined;
  return {
    name: relative(join(ROOT, 'samples'), folder),
    text: readFileSync(input, 'utf8'),
    sides,
    settings: parsed?.kind === 'ok' ? { ...parsed.value } : undefined,
  };
}

const shown = ({ findings }: Diagnosis): readonly string[] =>
  findings.map(
    ({ ruleId, status, causes }) => `${ruleId} ${status} ${causes.filter((cause) => cause.status === 'confirmed').map(({ id }) => id)}`,
  );

const samples = (await Promise.all(FOLDERS.map(sampleIn))).filter((sample) => sample !== undefined);

describe('a text diagnosed with services that are asked object by object', () => {
  it('has samples to be tried on', () => expect(samples.length).toBeGreaterThan(9));

  it.each(samples.map((sample) => [sample.name, sample] as const))('says of %s what it says with both exports', async (_, sample) => {
    const { text, sides, settings } = sample;
    const question = { text, bytes: text.length, settings };
    const whole = provenDiagnoser(diagnose, ruleSet)({ ...question, directories: createDirectories(sides.onprem, sides.cloud) });
    const onprem = connectionOver('onprem', sides.onprem ?? []);
    const cloud = connectionOver('cloud', sides.cloud ?? []);
    const asker = createAsker({ connections: [onprem, cloud], onprem: undefined, cloud: undefined, signal: new AbortController().signal });
    const live = await diagnoseAsked(question, diagnose, ruleSet, asker);
    expect(shown(live)).toEqual(shown(whole));
    expect(live.plan.steps.map(({ id }) => id)).toEqual(whole.plan.steps.map(({ id }) => id));
  });

  it('asks for nothing twice, and says whom it asked for', async () => {
    const sample = samples.find(({ name }) => name === 'migration/cloud-only-user');
    if (sample === undefined) throw new Error('no sample');
    const onprem = connectionOver('onprem', sample.sides.onprem ?? []);
    const cloud = connectionOver('cloud', sample.sides.cloud ?? []);
    const asker = createAsker({ connections: [onprem, cloud], onprem: undefined, cloud: undefined, signal: new AbortController().signal });
    const question = { text: sample.text, bytes: sample.text.length, settings: sample.settings };
    const first = await diagnoseAsked(question, diagnose, ruleSet, asker);
    const keys = cloud.asked.map(({ kind, value }) => `${kind} ${value}`);
    expect(new Set(keys).size).toBe(keys.length);
    const count = onprem.asked.length + cloud.asked.length;
    await diagnoseAsked(question, diagnose, ruleSet, asker);
    expect(onprem.asked.length + cloud.asked.length).toBe(count);
    const asked = first.notes.filter((note) => note.startsWith('Asked '));
    expect(asked).toHaveLength(2);
    for (const note of asked) expect(note).toMatch(/^Asked \S+ as .+ for \S+ \([^)]+\).*Nobody else was read there\.$/);
  });

  it('concludes nothing from a key that a service cannot be asked for', async () => {
    const text =
      "Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID 'f2b1c3d4-0a1b-4c2d-8e3f-1234567890ab'.";
    const cloud = connectionOver('cloud', [], { cannot: ['exchangeGuid', 'archiveGuid'] });
    const signal = new AbortController().signal;
    const asker = createAsker({ connections: [cloud], onprem: undefined, cloud: undefined, signal });
    const { answer } = await asker.answer((directories) => diagnose({ text, bytes: text.length, directories }));
    expect(answer.findings[0]?.facts('cloud.exists').kind).toBe('unknown');
  });

  it('ends a chain of questions that never ends', async () => {
    const cloud = connectionOver('cloud', []);
    const asker = createAsker({ connections: [cloud], onprem: undefined, cloud: undefined, signal: new AbortController().signal });
    let next = 0;
    const { notes } = await asker.answer(({ cloud: side }) => side?.find('upn', `user${next++}@contoso.com`));
    expect(next).toBeLessThan(20);
    expect(notes.join()).toContain('not known');
  });
});
