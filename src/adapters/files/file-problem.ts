import type { Problem } from '../../evidence/problem.js';

/** The problem of a file that cannot be opened or read. In: the path and the system's error code, e.g. `ENOENT`. */
export function fileProblem(path: string, code: string): Problem {
  const where = path;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        what: 'The file does not exist.',
        where,
        next: 'Check the path and the spelling; a relative path starts at the current folder.',
      };
    case 'EISDIR':
      return {
        what: 'This is a folder and not a file.',
        where,
        next: 'Name the exported file inside it; the option can be given several times.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        what: 'The file may not be read by this account.',
        where,
        next: 'Give yourself read permission, or copy the file to your own folder.',
      };
    case 'EBUSY':
      return {
        what: 'The file is in use by another program.',
        where,
        next: 'Close the program that holds it open (Excel?) and run the command again.',
      };
    case 'EFBIG':
      return { what: 'The input pipe holds more than 512 MB.', where, next: 'Write it to a file and give the file.' };
    default:
      return { what: `The file cannot be read: the system answered ${code}.`, where, next: 'Copy the file to a local disk and try again.' };
  }
}
