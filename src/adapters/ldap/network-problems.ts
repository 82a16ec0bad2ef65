import { isIP } from 'node:net';
import { problem } from '../../evidence/problem.js';
import { type ServerAddress, urlOf } from './address.js';

type Failure = ReturnType<typeof problem>;

export function caFileProblem(path: string, code: string): Failure {
  const shown = path.slice(0, 300);
  if (code === 'ENOENT')
    return problem('The file with the certificate of the authority is not there.', shown, 'Name the file that holds it, as PEM text.');
  if (code === 'not-pem')
    return problem(
      'The file holds no certificate as PEM text.',
      shown,
      'Export the certificate as "Base-64 encoded X.509", or convert it: openssl x509 -inform der -in ca.cer -out ca.pem',
    );
  return problem(
    `The file with the certificate of the authority cannot be read (${code.slice(0, 40)}).`,
    shown,
    'Make it readable for this account.',
  );
}

/** The server could not be reached, or went away. `code`: of the operating system, or `TIMEOUT`. */
export function networkProblem(address: ServerAddress, code: string): Failure {
  const where = urlOf(address);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return problem(
        `No address is known for ${address.host}.`,
        where,
        'Check the name, and that this machine asks the DNS servers of the domain.',
      );
    case 'ECONNREFUSED':
      return problem(
        `Nothing listens on port ${address.port} of ${address.host}.`,
        where,
        address.security === 'tls'
          ? 'Check that LDAPS is set up on the server (it needs a certificate), or use ldap:// with StartTLS.'
          : 'Check the name and the port of the server.',
      );
    case 'TIMEOUT':
    case 'ETIMEDOUT':
      return problem(
        `${address.host} did not answer on port ${address.port} in time.`,
        where,
        'Check the name, and that the firewall lets this machine through to the port.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return problem(`There is no way to ${address.host} from this machine.`, where, 'Check the network or the VPN, then try again.');
    case 'ECONNRESET':
    case 'EPIPE':
      return problem(
        'The server ended the connection.',
        where,
        'Try again; if it stays, look at the Directory Service event log of the server.',
      );
    default:
      return problem(`The connection failed (${code.slice(0, 60)}).`, where, 'Check the name, the port and the network, then try again.');
  }
}

export function startTlsProblem(address: ServerAddress, refusal: string): Failure {
  return problem(
    `The server does not turn on encryption: it answered StartTLS with ${refusal.slice(0, 80)}. No password was sent.`,
    urlOf(address),
    'Use ldaps:// with port 636, or install a certificate for LDAP on the server.',
  );
}

/** The handshake failed. `cause`: the error, of which only known fields are used. */
export function tlsProblem(address: ServerAddress, code: string, cause: unknown, caFile: string | undefined): Failure {
  const where = urlOf(address);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return problem(
        `The certificate of ${address.host} has expired.`,
        where,
        'Renew the certificate of the domain controller, or use another one.',
      );
    case 'CERT_NOT_YET_VALID':
      return problem(
        `The certificate of ${address.host} is not valid yet.`,
        where,
        'Check the clock of this machine; if it is right, the certificate of the server is wrong.',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return problem(`The certificate of the server is not for ${address.host}${namesIn(cause)}.`, where, nextForName(address));
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return problem(
        `The certificate of ${address.host} is signed by itself, and nothing vouches for it.`,
        where,
        'Get that certificate from the administrator of the server over another way, and name its file as that of the authority; better, give the server one of your authority.',
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_UNTRUSTED':
    case 'CERT_SIGNATURE_FAILURE':
      return problem(
        caFile === undefined
          ? `The certificate of ${address.host} comes from an authority that this machine does not trust.`
          : `The certificate of ${address.host} does not come from the authority in the file that was named.`,
        where,
        caFile === undefined
          ? 'Name the file with the certificate of your authority, as PEM text: --ldap-ca FILE.'
          : `Name the file of the authority that signed the server's certificate; ${caFile.slice(0, 200)} holds another one.`,
      );
    case 'CERT_REVOKED':
      return problem(`The certificate of ${address.host} was revoked.`, where, 'Give the server a new certificate.');
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'EPROTO':
      return problem(
        `Port ${address.port} of ${address.host} does not speak TLS.`,
        where,
        'Use ldap:// for the port that begins in clear (389, 3268), and ldaps:// for the other (636, 3269).',
      );
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
      return problem(`${address.host} offers no TLS 1.2 or later.`, where, 'Turn on TLS 1.2 on the server; older versions are not safe.');
    case 'ECONNRESET':
    case 'EPIPE':
      return problem(
        `${address.host} ended the connection before encryption stood.`,
        where,
        'The server has probably no certificate for LDAP: install one with the purpose Server Authentication, or ask another domain controller.',
      );
    default:
      return problem(
        `No encrypted connection to ${address.host} came about (${code.slice(0, 60)}).`,
        where,
        'Check the certificate of the server, and the file of the authority.',
      );
  }
}

function nextForName({ host }: ServerAddress): string {
  return isIP(host) === 0
    ? 'Use a name that stands in the certificate, or give the server a certificate with this name.'
    : 'Use the name of the server instead of its address: certificates rarely carry addresses.';
}

function namesIn(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('cert' in cause)) return '';
  const { cert } = cause;
  if (typeof cert !== 'object' || cert === null || !('subjectaltname' in cert) || typeof cert.subjectaltname !== 'string') return '';
  const names = cert.subjectaltname.slice(0, 2000).split(', ');
  const shown = names.slice(0, 4).map((name) => name.replace(/^(?:DNS|IP Address):/, '').slice(0, 100));
  return `, but for ${shown.join(', ')}${names.length > 4 ? ' and others' : ''}`;
}
