import { ok, type Result } from '../../evidence/problem.js';
import type { Connect, ConnectionAbout, LdapTarget, LiveConnection, LivePart, LiveTools } from '../../ports/live.js';
import { readAddress } from './address.js';
import { type Area, findAreas, type Reach } from './areas.js';
import { LIMITS, type Limits } from './limits.js';
import { lookUp } from './lookup.js';
import { domainOf } from './names.js';
import { objectPart } from './object-part.js';
import { settingsPart } from './settings-part.js';
import { openStation, type Station } from './station.js';

/**
 * Signs in to a directory and finds out what of it can be read. See `Connect` of the ports.
 *
 * Sign-in is a simple bind, over a connection that is encrypted and verified by then. Kerberos is not offered: the kept library sends SASL in
 * one step and knows neither GSSAPI nor GSS-SPNEGO, and the package that makes the tokens is built from C on the machine it is installed on.
 * Who may not use a password reads an LDIF made by ldifde, or by ldapsearch -Y GSSAPI.
 */
export const connectLdap: Connect<LdapTarget> = createConnect(LIMITS);

export function createConnect(limits: Limits): Connect<LdapTarget> {
  return async (target, tools, signal) => {
    const address = readAddress(target.url);
    if (address.kind === 'problem') return address;
    const options = { address: address.value, target, tools, limits, signal };
    const opened = await openStation(options);
    if (opened.kind === 'problem') return opened;
    const station = opened.value;
    try {
      const reach = await findAreas(station, options);
      if (reach.kind === 'ok') return ok(connectionOf(station, reach.value, tools));
      station.close();
      return reach;
    } catch (cause) {
      station.close();
      throw cause;
    }
  };
}

function connectionOf(station: Station, reach: Reach, tools: LiveTools): LiveConnection {
  return {
    about: aboutOf(station, reach, tools),
    parts: async (signal): Promise<Result<readonly LivePart[]>> => {
      signal.throwIfAborted();
      return ok([
        ...reach.areas.map(objectPart),
        ...(station.root.isActiveDirectory && station.root.configuration !== undefined ? [settingsPart(station)] : []),
      ]);
    },
    lookup: (keys, signal) => lookUp(reach, keys, signal),
    close: async () => {
      for (const one of reach.stations) one.close();
    },
  };
}

function aboutOf(station: Station, reach: Reach, tools: LiveTools): ConnectionAbout {
  const { root, account, url } = station;
  const others = reach.stations.filter((one) => one !== station).flatMap(({ limits }) => limits);
  return {
    kind: 'ldap',
    side: 'onprem',
    source: url,
    account: account.name,
    organization: organizationOf(station),
    since: new Date(tools.now()).toISOString(),
    mayRead: [
      ...reach.areas.map(mayRead),
      ...(root.isActiveDirectory && root.configuration !== undefined ? [`Exchange organization in ${root.configuration}`] : []),
    ],
    limits: [...new Map([...station.limits, ...others, ...reach.limits].map((limit) => [limit.what, limit])).values()],
  };
}

function mayRead({ station, base, title }: Area): string {
  const where = base === '' ? 'the global catalogue' : base;
  return `${title} (${where} at ${station.address.host})`.slice(0, 300);
}

export function organizationOf({ root, address }: Pick<Station, 'root' | 'address'>): string {
  const top = root.rootDomain ?? root.defaultNamingContext ?? root.namingContexts[0];
  return top === undefined ? address.host : domainOf(top);
}
