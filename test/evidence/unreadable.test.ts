import { describe, expect, it } from 'vitest';
import { gatherUnreadable, shortUnreadableNotes, unreadableNotes } from '../../src/evidence/unreadable.js';

const GRANT = 'Grant Group.Read.All.';
const LIMIT = { what: 'Groups may not be read.', why: 'The permission is missing.', next: GRANT };
const ANSWER = { what: 'Groups were not read.', why: 'The service answered 403.', next: GRANT };
const DOMAIN = { what: 'The domains were not read.', why: 'The service answered 403.', next: 'Grant Domain.Read.All.' };

describe('what was not read', () => {
  it('is put together by remedy, and nothing is said twice', () => {
    expect(gatherUnreadable([LIMIT, DOMAIN, ANSWER, LIMIT])).toEqual([
      { whats: [LIMIT.what, ANSWER.what], whys: [LIMIT.why, ANSWER.why], next: GRANT },
      { whats: [DOMAIN.what], whys: [DOMAIN.why], next: DOMAIN.next },
    ]);
    expect(unreadableNotes([LIMIT, ANSWER])).toEqual([
      'Groups may not be read. Groups were not read. The permission is missing. The service answered 403. Grant Group.Read.All.',
    ]);
  });

  it('is one note where the reasons stand elsewhere', () => {
    expect(shortUnreadableNotes([], 'crossprem doctor')).toEqual([]);
    expect(shortUnreadableNotes([DOMAIN], 'crossprem doctor')).toEqual([
      'The domains were not read. The service answered 403. Grant Domain.Read.All.',
    ]);
    expect(shortUnreadableNotes([LIMIT, DOMAIN], 'crossprem snapshot a.crossprem')).toEqual([
      'Groups may not be read. The domains were not read. Why, and what to do: crossprem snapshot a.crossprem.',
    ]);
    const many = Array.from({ length: 9 }, (_, index) => ({ what: `Thing ${index} was not read.`, why: 'No.', next: `Do ${index}.` }));
    const [note = ''] = shortUnreadableNotes(many, 'crossprem doctor');
    expect(note).toContain('Thing 5 was not read. 3 more things were not read. Why');
    expect(note).not.toContain('Thing 6');
  });
});
