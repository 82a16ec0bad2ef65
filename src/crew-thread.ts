import { parentPort } from 'node:worker_threads';
import { readDirectoryFile } from './adapters/files/read-directory.js';
import { createCrewMember } from './app/crew-member.js';
import { packTable } from './parse/recipient/table.js';
import type { CrewAnswer, CrewJob } from './ports/crew.js';

const port = parentPort;
if (port === null) throw new Error('crew-thread is the script of a thread');
const member = createCrewMember();

const answerTo = async (job: CrewJob, tell: (answer: CrewAnswer) => void): Promise<CrewAnswer> => {
  if (job.kind !== 'read') return member.perform(job, tell);
  const result = await readDirectoryFile(job.path, job.side, { wanted: job.wanted });
  return result.kind === 'problem' ? result : { kind: 'table', table: packTable(result.table) };
};

port.on('message', async ({ id, job }: { readonly id: number; readonly job: CrewJob }) => {
  const tell = (answer: CrewAnswer): void => port.postMessage({ id, answer });
  tell(await answerTo(job, tell));
});
