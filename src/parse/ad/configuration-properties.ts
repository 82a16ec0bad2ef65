/** Properties as the cmdlet names them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What an attribute of a configuration object says. */
export interface ConfigurationProperty {
  readonly attribute: string;
  /** In: its values, at least one. Out: the properties that they mean; empty where they cannot be told. */
  readonly read: (values: readonly string[]) => Properties;
  /** What it means that the attribute is not set; undefined: Exchange always sets it. */
  readonly unset?: Properties;
}

export function text(attribute: string, property: string): ConfigurationProperty {
  return { attribute, read: ([value]) => (value === undefined ? {} : { [property]: value }), unset: { [property]: null } };
}

/** A text that every object of its kind has. */
export function needed(attribute: string, property: string): ConfigurationProperty {
  return { attribute, read: ([value]) => (value === undefined ? {} : { [property]: value }) };
}

export function list(attribute: string, property: string, each: (value: string) => string = (value) => value): ConfigurationProperty {
  return { attribute, read: (values) => ({ [property]: values.map(each) }), unset: { [property]: [] } };
}

/** `unset`: what no value means; undefined where the attribute is always set. */
export function flag(attribute: string, property: string, unset: boolean | undefined): ConfigurationProperty {
  return { attribute, read: ([value]) => booleanOf(property, value), ...(unset === undefined ? {} : { unset: { [property]: unset } }) };
}

function booleanOf(property: string, value: string | undefined): Properties {
  const word = value?.toUpperCase();
  return word === 'TRUE' || word === 'FALSE' ? { [property]: word === 'TRUE' } : {};
}

/** A whole number of 32 bits. */
export function number(attribute: string, read: (value: number) => Properties): ConfigurationProperty {
  return {
    attribute,
    read: ([value]) => (value !== undefined && /^-?\d{1,10}$/.test(value) ? read(Number(value)) : {}),
  };
}

/** The names whose bits are set. */
export function namesOfBits(bits: readonly (readonly [number, string])[], value: number): readonly string[] {
  return bits.flatMap(([bit, name]) => ((value & bit) === 0 ? [] : [name]));
}

/** A size in kilobytes, as the cmdlets print sizes. */
export function kilobytes(attribute: string, property: string): ConfigurationProperty {
  return {
    attribute,
    read: ([value]) =>
      value !== undefined && /^\d{1,10}$/.test(value) ? { [property]: `${value} KB (${grouped(Number(value) * 1024)} bytes)` } : {},
    unset: { [property]: 'Unlimited' },
  };
}

const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3}){1,6}$)/g, ',');
