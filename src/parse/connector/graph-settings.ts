import { isObject } from '../../evidence/is-object.js';

type Values = Readonly<Record<string, unknown>>;

const DIRECTORY_FEATURES = [
  'blockSoftMatchEnabled',
  'blockCloudObjectTakeoverThroughHardMatchEnabled',
  'softMatchOnUpnEnabled',
  'quarantineUponUpnConflictEnabled',
  'quarantineUponProxyAddressesConflictEnabled',
  'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled',
];

/**
 * The settings that objects of Microsoft Graph stand for. Names are read without case: Graph writes `onPremisesSyncEnabled`, its PowerShell
 * `OnPremisesSyncEnabled`. In: the objects of one cmdlet. Out: settings by the contract's keys; what was not read is not in them.
 */
export function graphSettings(
  kind: 'organization' | 'domain' | 'directorySynchronization' | 'graphContext',
  objects: readonly Values[],
): Values {
  switch (kind) {
    case 'organization':
      return organization(objects[0] ?? {});
    case 'domain':
      return domains(objects);
    case 'directorySynchronization':
      return features(objects[0] ?? {});
    default: {
      const scopes = valueOf(objects[0] ?? {}, 'Scopes');
      return scopes === undefined ? {} : { scopes };
    }
  }
}

/** A property by its name in any case; undefined where it was not read. */
export function valueOf(object: Values, name: string): unknown {
  const wanted = name.toLowerCase();
  return Object.entries(object).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function organization(object: Values): Values {
  const kept = ['onPremisesSyncEnabled', 'onPremisesLastSyncDateTime'].flatMap((name) => {
    const value = valueOf(object, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const id = valueOf(object, 'Id');
  return { organization: Object.fromEntries(kept), ...(typeof id === 'string' ? { tenantId: id } : {}) };
}

const isTrue = (value: unknown): boolean => value === true || (typeof value === 'string' && /^true$/i.test(value));

function domains(objects: readonly Values[]): Values {
  const named = objects.flatMap((object) => {
    const name = valueOf(object, 'Id') ?? valueOf(object, 'Name');
    return typeof name === 'string' ? [{ object, name: name.toLowerCase() }] : [];
  });
  const whose = (test: (object: Values) => boolean): readonly string[] =>
    named.filter(({ object }) => test(object)).map(({ name }) => name);
  const verified = named.some(({ object }) => valueOf(object, 'IsVerified') !== undefined);
  const [initial] = whose((object) => isTrue(valueOf(object, 'IsInitial')));
  const routing = named.map(({ name }) => name).filter((name) => /\.mail\.onmicrosoft\.[a-z]{2,3}$/.test(name));
  return {
    ...(verified ? { verifiedDomains: whose((object) => isTrue(valueOf(object, 'IsVerified'))) } : {}),
    ...(initial === undefined ? {} : { initialDomain: initial }),
    ...(routing.length === 1 ? { routingDomain: routing[0] } : {}),
    ...(named.some(({ object }) => valueOf(object, 'AuthenticationType') !== undefined)
      ? { federatedDomains: whose((object) => /^federated$/i.test(String(valueOf(object, 'AuthenticationType')))) }
      : {}),
  };
}

function features(object: Values): Values {
  const given = valueOf(object, 'Features');
  if (!isObject(given)) return {};
  return Object.fromEntries(
    DIRECTORY_FEATURES.flatMap((name) => {
      const value = valueOf(given, name);
      return typeof value === 'boolean' || typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}
