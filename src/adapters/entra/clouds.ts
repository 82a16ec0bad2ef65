import type { NationalCloud } from '../../ports/live.js';

/** Where the services of a cloud answer. */
export interface CloudEndpoints {
  readonly authority: string;
  readonly graph: string;
  /** Also the audience of a token for Exchange Online. */
  readonly exchangeOnline: string;
}

/**
 * Sources: https://learn.microsoft.com/graph/deployments, https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
 * GCC is in the global cloud; `us-gov` is GCC High. Exchange Online's hosts outside the global cloud are those of its PowerShell module.
 */
export const CLOUDS: Readonly<Record<NationalCloud, CloudEndpoints>> = {
  global: {
    authority: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    exchangeOnline: 'https://outlook.office365.com',
  },
  'us-gov': {
    authority: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    exchangeOnline: 'https://outlook.office365.us',
  },
  'us-gov-dod': {
    authority: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    exchangeOnline: 'https://webmail.apps.mil',
  },
  china: {
    authority: 'https://login.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    exchangeOnline: 'https://partner.outlook.cn',
  },
};
