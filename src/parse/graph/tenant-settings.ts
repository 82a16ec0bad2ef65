import { isObject } from '../../evidence/is-object.js';
import type { DirectoryRecord } from '../../evidence/snapshot.js';
import { graphSettings } from '../connector/graph-settings.js';

type Values = Readonly<Record<string, unknown>>;

/** Lists of Graph, as far as they could be read; undefined: not read. */
export interface TenantLists {
  readonly organization: readonly unknown[] | undefined;
  readonly domains: readonly unknown[] | undefined;
  readonly subscribedSkus: readonly unknown[] | undefined;
  readonly onPremisesSynchronization: readonly unknown[] | undefined;
}

/** Features beside those that `graphSettings` takes. */
const MORE_FEATURES = ['synchronizeUpnForManagedUsersEnabled'];

/**
 * Settings of contract/DIRECTORY.md from Graph's lists. What was not read is not in them: it stays unknown.
 * A tenant that never synchronized has an empty list of synchronizations, and its features are not known.
 */
export function tenantSettings(lists: TenantLists): DirectoryRecord {
  const synchronizations = objects(lists.onPremisesSynchronization);
  return {
    ...(lists.organization === undefined ? {} : graphSettings('organization', objects(lists.organization))),
    ...(lists.domains === undefined ? {} : graphSettings('domain', objects(lists.domains))),
    ...graphSettings('directorySynchronization', synchronizations),
    ...moreFeatures(synchronizations[0]),
    ...(lists.subscribedSkus === undefined ? {} : { subscribedSkus: objects(lists.subscribedSkus).map(sku) }),
  };
}

function objects(list: readonly unknown[] | undefined): readonly Values[] {
  return (list ?? []).filter(isObject);
}

function moreFeatures(synchronization: Values | undefined): Values {
  const features = synchronization?.features;
  if (!isObject(features)) return {};
  return Object.fromEntries(MORE_FEATURES.flatMap((name) => (typeof features[name] === 'boolean' ? [[name, features[name]]] : [])));
}

const SKU = ['skuId', 'skuPartNumber', 'capabilityStatus', 'appliesTo', 'consumedUnits', 'prepaidUnits', 'servicePlans'];

function sku(object: Values): Values {
  return Object.fromEntries(SKU.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]]])));
}
