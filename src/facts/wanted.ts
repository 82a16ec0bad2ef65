import type { Side } from '../evidence/directory.js';
import { allFacts } from './catalog.js';
import { DEFINED_FACTS } from './defined.js';
import { MOVE_ATTRIBUTES } from './onprem-facts.js';
import { ADDRESS_COLUMNS, KEY_COLUMNS } from './recipients.js';

/** Columns that derived facts read besides the catalogue's attributes and the join keys. A test holds this list against the sources. */
const DERIVED: Readonly<Record<Side, readonly string[]>> = {
  onprem: [
    'objectclass',
    'recipienttypedetails',
    'msexchrecipienttypedetails',
    'emailaddresspolicyenabled',
    'msexchpoliciesexcluded',
    'umenabled',
    'msexchumenabledflags',
    ...MOVE_ATTRIBUTES,
  ],
  cloud: [
    'exo.issoftdeletedbyremove',
    'exo.issoftdeletedbydisable',
    'exo.isinactivemailbox',
    'deleteddatetime',
    'exo.whensoftdeleted',
    'exo.database',
    'exo.servername',
    'exo.isdirsynced',
    'onpremisessyncenabled',
    'assignedroles',
    'eligibleroles',
    'exo.skuassigned',
    'assignedplans',
    'onpremisesprovisioningerrors',
    'serviceprovisioningerrors',
    'exo.inplaceholds',
    'exo.compliancetagholdapplied',
    'exo.delayholdapplied',
    'exo.delayreleaseholdapplied',
    'others',
  ],
};

/** The columns of one side that any fact may ask for: what a reader has to keep of a large export. */
export function wantedColumns(side: Side): ReadonlySet<string> {
  const prefix = side === 'onprem' ? 'onPrem.' : 'cloud.';
  const catalogue = allFacts()
    .filter((fact) => fact.name.startsWith(prefix))
    .flatMap((fact) => fact.attributes);
  const defined = Object.values(DEFINED_FACTS).flatMap((fact) => fact.reads?.[side] ?? []);
  return new Set([...catalogue, ...defined, ...Object.values(KEY_COLUMNS[side]).flat(), ...ADDRESS_COLUMNS[side], ...DERIVED[side]]);
}
