/** A value that is made when it is first asked for: a table that many runs do not look into is not made at the start of all of them. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
