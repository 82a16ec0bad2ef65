/** What one on-premises Exchange build is. */
export interface ExchangeBuild {
  readonly product: 'Exchange 2007' | 'Exchange 2010' | 'Exchange 2013' | 'Exchange 2016' | 'Exchange 2019' | 'Exchange Server SE';
  /** Last day of support, as 20251014; undefined where none is announced. */
  readonly supportEnds: number | undefined;
  readonly parts: readonly [number, number, number, number];
}

type Update = readonly [revision: number, released: number];

interface CumulativeUpdate {
  readonly build: number;
  /** The CU itself first, then its security and hotfix updates; released as 20260811. */
  readonly updates: readonly Update[];
}

/**
 * The two newest cumulative updates of each product, with their updates.
 * Sources: https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates and
 * https://github.com/microsoft/Get-ExchangeBuildNumber (ExchangeBuildNumbers.csv), read in November 2026.
 */
const NEWEST: Readonly<Record<string, readonly CumulativeUpdate[]>> = {
  '15.0': [
    {
      build: 1473,
      updates: [
        [3, 20190212],
        [6, 20210302],
      ],
    },
    {
      build: 1497,
      updates: [
        [2, 20190618],
        [12, 20210302],
        [15, 20210413],
        [18, 20210511],
        [23, 20210713],
        [24, 20211012],
        [26, 20211109],
        [28, 20220111],
        [33, 20220308],
        [36, 20220510],
        [40, 20220809],
        [42, 20221011],
        [44, 20221108],
        [45, 20230110],
        [47, 20230214],
        [48, 20230314],
      ],
    },
  ],
  '15.1': [
    {
      build: 2375,
      updates: [
        [7, 20210629],
        [12, 20210713],
        [17, 20211109],
        [18, 20220111],
        [24, 20220308],
        [28, 20220510],
        [31, 20220809],
        [32, 20221011],
        [37, 20221108],
      ],
    },
    {
      build: 2507,
      updates: [
        [6, 20220420],
        [9, 20220510],
        [12, 20220809],
        [13, 20221011],
        [16, 20221108],
        [17, 20230110],
        [21, 20230214],
        [23, 20230314],
        [27, 20230613],
        [31, 20230808],
        [32, 20230815],
        [34, 20231010],
        [35, 20231114],
        [37, 20240312],
        [39, 20240423],
        [43, 20241112],
        [44, 20241127],
        [55, 20250418],
        [57, 20250529],
        [58, 20250812],
        [59, 20250908],
        [61, 20251014],
        [63, 20251209],
        [66, 20260210],
        [69, 20260609],
        [72, 20260811],
        [73, 20260908],
        [75, 20261002],
      ],
    },
  ],
  '15.2': [
    {
      build: 1544,
      updates: [
        [4, 20240213],
        [9, 20240312],
        [11, 20240423],
        [13, 20241112],
        [14, 20241127],
        [25, 20250418],
        [27, 20250529],
        [33, 20250812],
        [34, 20250908],
        [36, 20251014],
        [37, 20251209],
        [39, 20260210],
        [44, 20260811],
        [46, 20260908],
        [48, 20261002],
      ],
    },
    {
      build: 1748,
      updates: [
        [10, 20250210],
        [24, 20250418],
        [26, 20250529],
        [36, 20250812],
        [37, 20250908],
        [39, 20251014],
        [42, 20251209],
        [43, 20260210],
        [46, 20260609],
        [48, 20260714],
        [49, 20260811],
        [51, 20260908],
        [53, 20261002],
      ],
    },
  ],
  SE: [
    {
      build: 2562,
      updates: [
        [17, 20250701],
        [20, 20250812],
        [27, 20250908],
        [29, 20251014],
        [35, 20251209],
        [37, 20260210],
        [41, 20260507],
        [43, 20260609],
        [45, 20260714],
        [46, 20260811],
        [49, 20260908],
        [53, 20261002],
      ],
    },
  ],
};

/** The first build of Exchange Server SE; smaller ones of 15.2 are Exchange 2019. */
const FIRST_SE = 2562;
/** The update of May 2026 that lets Exchange Server SE ask Microsoft Graph instead of EWS. */
const GRAPH_REVISION = 41;

/**
 * In: `15.2.2562.17`, `15.02.2562.017`, `Version 15.2 (Build 2562.17)`, with anything around. Out: the build; undefined for another product or no build.
 */
export function readBuild(text: string): ExchangeBuild | undefined {
  const found = /(\d{1,3})\.(\d{1,3})(?: \(Build |\.)(\d{1,6})\.(\d{1,6})/i.exec(text.slice(0, 200));
  if (found === null) return undefined;
  const [major = 0, minor = 0, build = 0, revision = 0] = found.slice(1, 5).map(Number);
  const parts = [major, minor, build, revision] as const;
  if (major === 8) return { product: 'Exchange 2007', supportEnds: 20170411, parts };
  if (major === 14) return { product: 'Exchange 2010', supportEnds: 20201013, parts };
  if (major !== 15) return undefined;
  if (minor === 0) return { product: 'Exchange 2013', supportEnds: 20230411, parts };
  if (minor === 1) return { product: 'Exchange 2016', supportEnds: 20251014, parts };
  if (minor !== 2) return undefined;
  return build >= FIRST_SE
    ? { product: 'Exchange Server SE', supportEnds: undefined, parts }
    : { product: 'Exchange 2019', supportEnds: 20251014, parts };
}

/**
 * Whether a build is older than the newest and the one before, of cumulative updates and, in a cumulative update, of security and hotfix updates.
 *
 * In: the build, and the day (20261122): what came out later is not there yet. Out: true or false; undefined where the build is that of the cumulative
 * update itself (Get-ExchangeServer shows no more, whatever updates are installed), or where the table knows less than the day asks for.
 */
export function isBehind({ product, parts: [major, minor, build, revision] }: ExchangeBuild, day: number): boolean | undefined {
  if (product === 'Exchange 2007' || product === 'Exchange 2010') return true;
  const line = NEWEST[product === 'Exchange Server SE' ? 'SE' : `${major}.${minor}`] ?? [];
  const there = line.filter(({ updates }) => (updates[0]?.[1] ?? 0) <= day);
  const oldest = there.at(-2) ?? there[0];
  // Before the updates of the table: what was the newest then, it does not hold.
  if (there.length < Math.min(2, line.length) || oldest === undefined) return undefined;
  if (build < oldest.build) return true;
  const own = line.find((one) => one.build === build);
  if (own === undefined) return build > (line.at(-1)?.build ?? 0) ? false : undefined;
  // A cumulative update that got no more updates lacks all that came out since.
  const dates = [...new Set(there.flatMap(({ updates }) => updates.map(([, released]) => released)))].filter((one) => one <= day);
  const since = dates.sort((a, b) => a - b).at(-2) ?? 0;
  if ((own.updates.at(-1)?.[1] ?? 0) < since) return true;
  const base = own.updates[0]?.[0] ?? 0;
  const updates = own.updates.filter(([, released]) => released <= day);
  const previous = updates.at(-2) ?? updates[0];
  if (previous === undefined) return undefined;
  if (revision >= previous[0]) return false;
  return revision > base ? true : undefined;
}

/** Whether a build can ask Microsoft Graph for free/busy; undefined where it is that of the cumulative update itself. */
export function speaksGraph({ product, parts: [, , build, revision] }: ExchangeBuild): boolean | undefined {
  if (product !== 'Exchange Server SE') return false;
  if (build > FIRST_SE || revision >= GRAPH_REVISION) return true;
  return revision > 17 ? false : undefined;
}
