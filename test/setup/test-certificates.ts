import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFolder } from './active-directory.js';

const SCRIPT = fileURLToPath(new URL('../testbed/certificates.sh', import.meta.url));

/**
 * `dc`: good. `expired`: since 2021. `expiring`: three days left. `elsewhere`: another host's name. `stranger`: signed by another authority.
 */
export type CertificateName = 'dc' | 'expired' | 'expiring' | 'elsewhere' | 'stranger';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** Authority file and key pairs for servers on 127.0.0.1 and localhost; made once for each worker. */
export interface TestCertificates {
  readonly caFile: string;
  readonly otherCaFile: string;
  readonly pair: (name: CertificateName) => KeyPair;
}

let made: TestCertificates | undefined;

export function testCertificates(): TestCertificates {
  if (made !== undefined) return made;
  const dir = mkdtempSync(join(runFolder(), 'certificates-'));
  execFileSync(SCRIPT, [dir, 'dc1.corp.contoso.com', '127.0.0.1', 'dc2.corp.contoso.com'], { stdio: 'pipe' });
  made = certificatesIn(dir);
  return made;
}

/** Those that a bed has made for itself: they carry its address too. */
export function certificatesIn(dir: string): TestCertificates {
  return {
    caFile: join(dir, 'ca.pem'),
    otherCaFile: join(dir, 'other-ca.pem'),
    pair: (name) => ({ key: readFileSync(join(dir, `${name}.key`), 'utf8'), cert: readFileSync(join(dir, `${name}.pem`), 'utf8') }),
  };
}
