import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { HtmlTools } from '../../ports/html.js';
import type { OutputFile, ReadinessTools } from '../../ports/readiness.js';
import { openReplacement } from '../files/replace-file.js';

/** Clock, Ctrl-C and files for a long run. */
export function createReadinessTools(): ReadinessTools {
  return {
    clock: () => performance.now(),
    pause: () => new Promise((resume) => setImmediate(resume)),
    onInterrupt: (handler) => {
      process.on('SIGINT', handler);
      return () => process.off('SIGINT', handler);
    },
    openOutput,
    isSameFile: (one, other) => realPath(one) === realPath(other),
    html: async () => (await import('../html/page-tools.js')).pageTools,
  };
}

/** What reports are made with; a key for `--redact` is made anew each time and kept nowhere. */
export function createReportTools() {
  return {
    page: async (): Promise<HtmlTools> => (await import('../html/page-tools.js')).documentTools,
    seed: (): Uint8Array => crypto.getRandomValues(new Uint8Array(32)),
  };
}

/** Clock and files for exports of the terminal interface. In: what makes a path of what somebody typed. The file is told with its whole path. */
export function createExportTools(typedPath: (path: string) => string) {
  const { clock, isSameFile, html } = createReadinessTools();
  return {
    clock,
    html,
    isSameFile: (one: string, other: string): boolean => isSameFile(typedPath(one), typedPath(other)),
    isThere: (path: string): boolean => existsSync(typedPath(path)),
    openOutput: (path: string): Result<OutputFile> => openOutput(resolve(typedPath(path))),
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** What was there stays whole until the new file is. */
function openOutput(path: string): Result<OutputFile> {
  try {
    const { write, close } = openReplacement(path);
    return ok({
      write,
      close: () => {
        const fault = close();
        return fault === undefined ? ok(path) : cannotWrite(path, fault);
      },
    });
  } catch (error) {
    return cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): ReturnType<typeof problem> {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === '') throw error;
  return problem(`The file cannot be written (${code}).`, path, 'Name a file in a folder that is there and in which you may write.');
}
