import { type Answer, refuse } from './answer.js';
import { base64url, fromBase64url, type Json } from './json.js';
import { clausesOf, passes } from './odata.js';
import type { Checked } from './request.js';
import type { GraphService } from './service.js';
import { shapeText } from './users.js';

type Change = { readonly id: string; readonly removed: 'no' | 'changed' | 'deleted' };

/** /users/delta: first everybody, then what changed since. */
export class Delta {
  private readonly service: GraphService;
  private readonly changes: Change[] = [];

  constructor(service: GraphService) {
    this.service = service;
  }

  /** Changes a user, or adds one; `id` says which. */
  change(patch: Json): void {
    this.service.parts.tenant.users.put(patch);
    this.changes.push({ id: String(patch.id), removed: 'no' });
  }

  /** Deletes a user; for good: it does not come among the deleted ones. */
  remove(id: string, forGood = false): void {
    const { users, deletedUsers } = this.service.parts.tenant;
    const user = users.get(id);
    users.remove(id);
    if (!forGood) deletedUsers.push({ ...user, deletedDateTime: new Date().toISOString() });
    this.changes.push({ id, removed: forGood ? 'deleted' : 'changed' });
  }

  answer(checked: Checked): Answer {
    const { request, filter, shape } = checked;
    const { users } = this.service.parts.tenant;
    const clauses = filter === undefined ? [] : clausesOf(filter);
    if (
      clauses.some((clause) => clause.kind !== 'or' && !(clause.kind === 'compare' && clause.property === 'id' && clause.operator === 'eq'))
    ) {
      return this.service.refusedBy(request, { status: 400, code: 'Request_UnsupportedQuery', message: 'Unsupported Query.' });
    }
    const token = request.query.get('$deltatoken');
    if (token === 'latest') return this.service.page(checked, 0, () => '', 0);
    const since = token === null ? undefined : this.readToken(token);
    if (token !== null && since === undefined)
      return refuse({ status: 410, code: 'syncStateNotFound', message: 'The sync state generation is not found.' });
    if (since === undefined) {
      if (filter === undefined) return this.service.page(checked, users.places, (from, to) => users.page(from, to, shape), users.length);
      const places = users.matching(filter);
      return this.service.page(
        checked,
        places.length,
        () => places.map((place) => users.page(place, place + 1, shape)).join(','),
        places.length,
      );
    }
    const changed = new Map(this.changes.slice(since).map((change) => [change.id, change]));
    const objects = [...changed.values()].map(
      ({ id, removed }): Json => (removed === 'no' ? { ...users.get(id) } : { id, '@removed': { reason: removed } }),
    );
    const wanted = filter === undefined ? objects : objects.filter((object) => passes(filter, object));
    const textOf = (from: number, to: number) =>
      wanted
        .slice(from, to)
        .map((object) => ('@removed' in object ? JSON.stringify(object) : shapeText(object, shape)))
        .join(',');
    return this.service.page(checked, wanted.length, textOf, wanted.length);
  }

  linkOf({ request }: Checked): string {
    const payload = base64url({ since: this.changes.length });
    return this.service.linkTo(request, { $deltatoken: `${payload}.${this.service.seal(payload)}` });
  }

  private readToken(token: string): number | undefined {
    const [payload = '', seal = ''] = token.split('.');
    const since = seal === this.service.seal(payload) ? fromBase64url(payload)?.since : undefined;
    return typeof since === 'number' ? since : undefined;
  }
}
