import type { Json } from './json.js';
import { isObject } from './json.js';
import { type Filter, keysOf, passes } from './odata.js';
import { GENERATED, generatedId, numberOfKey } from './people.js';

/** What a list of users asked for with $select looks like. */
export interface Shape {
  readonly properties: readonly string[];
  /** JSON text of a property that an object has no value of; undefined: it is left out. */
  readonly empty: (property: string) => string | undefined;
}

/** The users of the tenant: those that the test gave, then generated ones. */
export class Users {
  private readonly given: Json[];
  private readonly generated: number;
  private readonly changed = new Map<number, Json>();
  private readonly removed = new Set<number>();

  constructor(given: readonly Json[], generated: number) {
    this.given = given.map((user) => ({ ...user }));
    this.generated = generated;
  }

  get length(): number {
    return this.given.length + this.generated - this.removed.size;
  }

  /** One more than the last place a user can have; some places may be empty. */
  get places(): number {
    return this.given.length + this.generated;
  }

  at(place: number): Json | undefined {
    if (this.removed.has(place) || place < 0 || place >= this.places) return undefined;
    return this.given[place] ?? this.changed.get(place) ?? generatedUser(place - this.given.length);
  }

  placeOf(idOrUpn: string): number | undefined {
    const wanted = idOrUpn.toLowerCase();
    const holds = (user: Json | undefined) => text(user?.id) === wanted || text(user?.userPrincipalName) === wanted;
    return this.candidates([idOrUpn]).find((place) => holds(this.at(place)));
  }

  get(idOrUpn: string): Json | undefined {
    const place = this.placeOf(idOrUpn);
    return place === undefined ? undefined : this.at(place);
  }

  /** Changes a user; one that is not there yet is added behind the given ones, where nothing is generated. */
  put(patch: Json): void {
    const place = this.placeOf(String(patch.id));
    if (place === undefined) {
      if (this.generated > 0) throw new Error('a bed with generated users takes no new user');
      this.given.push({ ...patch });
    } else {
      const user = { ...this.at(place), ...patch };
      if (place < this.given.length) this.given[place] = user;
      else this.changed.set(place, user);
    }
  }

  remove(id: string): void {
    const place = this.placeOf(id);
    if (place === undefined) throw new Error(`there is no user ${id}`);
    this.removed.add(place);
  }

  /** Places of the users that pass, in order; generated ones are found by a key where the filter names one. */
  matching(filter: Filter): readonly number[] {
    const keys = keysOf(filter);
    const places = keys === undefined ? Array.from({ length: this.places }, (_, place) => place) : this.candidates(keys);
    return places.filter((place) => {
      const user = this.at(place);
      return user !== undefined && passes(filter, user);
    });
  }

  /** JSON text of the users in [from, to). */
  page(from: number, to: number, shape: Shape): string {
    const template = templateOf(shape);
    const parts: string[] = [];
    for (let place = from; place < Math.min(to, this.places); place++) {
      if (this.removed.has(place)) continue;
      const user = this.given[place] ?? this.changed.get(place);
      parts.push(user === undefined ? template(place - this.given.length) : shapeText(user, shape));
    }
    return parts.join(',');
  }

  private candidates(keys: readonly string[]): readonly number[] {
    const numbers = keys.map(numberOfKey).filter((n) => n !== undefined);
    const generated = numbers.filter((n) => n >= 0 && n < this.generated).map((n) => n + this.given.length);
    // Users that a test gave or changed may hold any key.
    const places = [...this.given.keys(), ...this.changed.keys(), ...generated];
    return [...new Set(places)].sort((a, b) => a - b);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function generatedUser(n: number): Json {
  const entries = Object.entries(GENERATED).map(([property, make]) => `"${property}":${make(n)}`);
  const user: unknown = JSON.parse(`{${entries.join(',')}}`);
  if (!isObject(user)) throw new Error(`generated user ${generatedId(n)} is no object`);
  return user;
}

/** JSON text of an object in a shape. */
export function shapeText(object: Json, { properties, empty }: Shape): string {
  const parts: string[] = [];
  for (const property of properties) {
    const value = object[property];
    const text = value === undefined ? empty(property) : JSON.stringify(value);
    if (text !== undefined) parts.push(`"${property}":${text}`);
  }
  for (const [key, value] of Object.entries(object)) if (key.includes('@')) parts.push(`"${key}":${JSON.stringify(value)}`);
  return `{${parts.join(',')}}`;
}

function templateOf({ properties, empty }: Shape): (n: number) => string {
  const makers: ((n: number) => string)[] = [];
  for (const property of properties) {
    const make = GENERATED[property];
    const head = `${makers.length === 0 ? '' : ','}"${property}":`;
    const text = empty(property);
    if (make !== undefined) makers.push((n) => head + make(n));
    else if (text !== undefined) makers.push(() => head + text);
  }
  return (n) => {
    let line = '{';
    for (const make of makers) line += make(n);
    return `${line}}`;
  };
}
