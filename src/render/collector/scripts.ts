import type { ScriptFile } from '../../fixes/script.js';
import { EXCHANGE_ONLINE_NAME, exchangeOnlineScript } from './exchange-online.js';
import { ON_PREMISES_NAME, onPremisesScript } from './on-premises.js';

export interface CollectorOptions {
  /** Version of crossprem, as the scripts name themselves. */
  readonly version: string;
  /** Column names that any rule may ask for, in lower case, `exo.` for those of Exchange Online. */
  readonly wanted: { readonly onprem: ReadonlySet<string>; readonly cloud: ReadonlySet<string> };
}

/**
 * The two collector scripts and a README.
 *
 * A script only reads (Get- cmdlets, and Active Directory by the classes of .NET), asks for no password, and writes one file in the lines of a
 * snapshot, chunk by chunk, so that an interrupted run can go on. The same options always make the same text.
 */
export function collectorScripts({ version, wanted }: CollectorOptions): readonly ScriptFile[] {
  return [
    { name: ON_PREMISES_NAME, text: onPremisesScript(version, wanted.onprem) },
    { name: EXCHANGE_ONLINE_NAME, text: exchangeOnlineScript(version, wanted.cloud) },
    { name: 'README.txt', text: readme() },
  ];
}

function readme(): string {
  return `${[
    'Two scripts that read what crossprem needs. Read them before you run them: they change nothing, ask for no password, and send nothing anywhere.',
    '',
    `${ON_PREMISES_NAME}: in the Exchange Management Shell of an on-premises server, as a member of View-Only Organization Management.`,
    `  .\\${ON_PREMISES_NAME} -Out onprem.ndjson`,
    `${EXCHANGE_ONLINE_NAME}: in PowerShell after Connect-ExchangeOnline, as a Global Reader or a member of View-Only Organization Management.`,
    `  .\\${EXCHANGE_ONLINE_NAME} -Out cloud.ndjson`,
    '',
    'A run that breaks off is gone on with by the same command and -Resume. -WithStatistics reads the sizes of mailboxes, too, and takes much longer.',
    'Where the execution policy holds scripts back, in the same window: Set-ExecutionPolicy -Scope Process Bypass. A new powershell.exe would not have its session.',
    'Then give the files to crossprem, one --snapshot for each. They hold names, addresses and settings of your organization: keep them as you keep those.',
  ].join('\r\n')}\r\n`;
}
