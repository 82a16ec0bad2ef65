/** A secret while it is typed. Its text is in no property: nothing that prints or writes the state can hold it. */
export interface Secret {
  /** Characters, for as many dots. */
  readonly length: number;
  readonly with: (text: string) => Secret;
  readonly withoutLast: () => Secret;
  /** For the one call that signs in. */
  readonly reveal: () => string;
}

const LONGEST = 2048;

function createSecret(characters: readonly string[]): Secret {
  return {
    length: characters.length,
    with: (text) => createSecret([...characters, ...text].slice(0, LONGEST)),
    withoutLast: () => createSecret(characters.slice(0, -1)),
    reveal: () => characters.join(''),
  };
}

export const NO_SECRET: Secret = createSecret([]);
