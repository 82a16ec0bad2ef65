import type { Side } from '../evidence/directory.js';
import type { RouteMissing } from './route.js';

const CLOUD_SHELL = 'Exchange Online PowerShell';
const ONPREM_SHELL = 'Exchange Management Shell';

function exported(what: string, cmdlet: string, file: string, shell: string): RouteMissing {
  return { what, how: `${shell}: ${cmdlet} | Export-Clixml ${file}, then --settings ${file}` };
}

/** What each open question would be decided by. */
export const MISSING = {
  sendConnectors: exported('the send connectors', 'Get-SendConnector', 'send-connectors.xml', ONPREM_SHELL),
  receiveConnectors: exported('the receive connectors', 'Get-ReceiveConnector', 'receive-connectors.xml', ONPREM_SHELL),
  inboundConnectors: exported('the inbound connectors', 'Get-InboundConnector', 'inbound-connectors.xml', CLOUD_SHELL),
  outboundConnectors: exported('the outbound connectors', 'Get-OutboundConnector', 'outbound-connectors.xml', CLOUD_SHELL),
  certificates: exported('the names in the certificate', 'Get-ExchangeCertificate', 'certificates.xml', ONPREM_SHELL),
} as const;

export function missingDomains(side: Side): RouteMissing {
  return side === 'cloud'
    ? exported('the accepted domains of the cloud, with their types', 'Get-AcceptedDomain', 'accepted-domains-cloud.xml', CLOUD_SHELL)
    : exported('the accepted domains on-premises, with their types', 'Get-AcceptedDomain', 'accepted-domains-onprem.xml', ONPREM_SHELL);
}

export function missingRecipient(side: Side, address: string): RouteMissing {
  return side === 'cloud'
    ? {
        what: `the recipient ${address} in the cloud`,
        how: `${CLOUD_SHELL}: Get-Recipient -ResultSize Unlimited | Export-Clixml cloud.xml, then --cloud cloud.xml`,
      }
    : {
        what: `the recipient ${address} on-premises`,
        how: `${ONPREM_SHELL}: Get-Recipient -ResultSize Unlimited | Export-Clixml onprem.xml (or ldifde -f onprem.ldf -r "(mailNickname=*)"), then --onprem onprem.xml`,
      };
}

export function missingMx(domain: string): RouteMissing {
  return {
    what: `where the MX record of ${domain} points to`,
    how: `nslookup -type=MX ${domain}, then {"mxRecords": {"${domain}": "<host>"}} in a settings file`,
  };
}

export function missingProperty(name: string, properties: string, missing: RouteMissing): RouteMissing {
  return { what: `${properties} of the connector "${name}"`, how: missing.how };
}
