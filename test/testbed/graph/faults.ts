import type { Fault, FaultKind } from './types.js';

type Place = NonNullable<Fault['at']>;

/** The faults that a test asked for, counted down as requests come. */
export class Faults {
  private list: { readonly fault: Fault; toPass: number; left: number; fitted: number }[] = [];

  /** Adds faults; the first in the list that fits a request is used. */
  add(...faults: readonly Fault[]): void {
    for (const fault of faults) this.list.push({ fault, toPass: fault.after ?? 0, left: fault.times ?? 1, fitted: 0 });
  }

  clear(): void {
    this.list = [];
  }

  /** Whether every fault was used as often as asked. */
  get areUsedUp(): boolean {
    return this.list.every(({ left }) => left === 0 || left === Number.POSITIVE_INFINITY);
  }

  take(at: Place, path: string): FaultKind | undefined {
    for (const entry of this.list) {
      if ((entry.fault.at ?? 'graph') !== at || entry.left === 0 || !fits(entry.fault.path, path)) continue;
      if (entry.toPass > 0) {
        entry.toPass -= 1;
        continue;
      }
      entry.fitted += 1;
      if (entry.fitted % (entry.fault.every ?? 1) !== 0) continue;
      entry.left -= 1;
      return entry.fault.does;
    }
    return undefined;
  }
}

function fits(wanted: string | RegExp | undefined, path: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path);
}
