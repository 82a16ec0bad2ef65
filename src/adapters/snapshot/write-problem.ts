import type { Problem } from '../../evidence/problem.js';

/** The problem of a file that cannot be written. In: the path and the system's error code, e.g. `ENOSPC`. */
export function writeProblem(path: string, code: string): Problem {
  const where = path;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        what: 'The disk is full.',
        where,
        next: 'Make room and run the same command again: what is written so far stays and is gone on with.',
      };
    case 'EFBIG':
      return {
        what: 'The system allows no larger file here.',
        where,
        next: 'Name a file on another disk, or raise the limit of the system.',
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { what: 'This account may not write here.', where, next: 'Name a file in a folder in which you may write.' };
    case 'ENOENT':
    case 'ENOTDIR':
      return { what: 'The folder of the file does not exist.', where, next: 'Make the folder, or name a file in one that is there.' };
    case 'EISDIR':
      return { what: 'This is a folder and not a file.', where, next: 'Name a file inside it.' };
    case 'EBUSY':
      return {
        what: 'The file is in use by another program.',
        where,
        next: 'Close the program that holds it open and run the command again.',
      };
    default:
      return {
        what: `The file cannot be written: the system answered ${code || 'with an error'}.`,
        where,
        next: 'Name a file on a local disk.',
      };
  }
}
