import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Json } from './json.js';

/** One operation of the OpenAPI excerpt. */
export interface Operation {
  readonly id: string;
  readonly path: string;
  readonly isBeta: boolean;
  /** Schema of the object, or of one object of the collection; undefined where the answer is no object. */
  readonly entity: string | undefined;
  readonly isCollection: boolean;
  /** Lower-case names of the query options, with what checks a value. */
  readonly query: ReadonlyMap<string, (text: string) => string | undefined>;
}

export interface Found {
  readonly operation: Operation;
  /** Values of the {} segments, in order, decoded. */
  readonly values: readonly string[];
}

export type Version = 'v1.0' | 'beta';

export interface Contract {
  readonly find: (version: Version, method: string, path: string) => Found | undefined;
  /** What a body does against the schema of an answer with this status; empty when it keeps to it. */
  readonly responseFaults: (operation: Operation, status: number, body: unknown) => readonly string[];
  readonly batchFaults: (body: unknown) => readonly string[];
  readonly properties: (entity: string, version: Version) => ReadonlySet<string>;
  /** JSON text of a property without value: `null`, `[]`, or undefined where the schema has no such value, and the property is left out. */
  readonly empty: (entity: string, property: string) => string | undefined;
  readonly expandable: (entity: string) => ReadonlyMap<string, string>;
}

interface Schema extends Json {
  $ref?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  type?: string;
  nullable?: boolean;
}

const SCHEMAS = '#/components/schemas/';
const METHODS = ['get', 'post'];

const contracts = new Map<string, Contract>();

/** The excerpt of Microsoft's OpenAPI, `openapi.yaml` in the given folder, with its checks; read once in a process. */
export function readContract(folder: string): Contract {
  const known = contracts.get(folder) ?? makeContract(folder);
  contracts.set(folder, known);
  return known;
}

function makeContract(folder: string): Contract {
  const document = parse(readFileSync(join(folder, 'openapi.yaml'), 'utf8'));
  const schemas: Record<string, Schema> = document.components.schemas;
  const parameters: Record<string, Json> = document.components.parameters;
  const ajv = new Ajv.default({ strict: false, allErrors: false, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addFormat('base64url', /^[A-Za-z0-9_=-]*$/);
  ajv.addFormat('time', /^\d\d:\d\d:\d\d/);
  ajv.addSchema({ $id: 'graph', components: { schemas: closeAll(schemas) } });
  const validator = (schema: Schema) => ajv.compile(JSON.parse(JSON.stringify(closed(schemas, schema)).replaceAll('"#/', '"graph#/')));
  const faultsOf = (validate: ReturnType<typeof validator>, body: unknown): readonly string[] =>
    validate(body)
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);

  const operations: { method: string; segments: string[]; operation: Operation }[] = [];
  const checks = new Map<string, ReturnType<typeof validator>>();
  for (const [path, item] of Object.entries<Record<string, Json>>(document.paths)) {
    for (const method of METHODS) {
      const described = item[method];
      if (described === undefined) continue;
      const { id, schema } = identityOf(described);
      const entity = entityOf(schemas, schema);
      operations.push({
        method: method.toUpperCase(),
        segments: path.split('/').slice(1),
        operation: {
          id,
          path,
          isBeta: described['x-beta'] === true,
          ...entity,
          query: queryOf(described, parameters),
        },
      });
      if (schema !== undefined) checks.set(id, validator(schema));
      if (path === '/$batch') checks.set('batch-request', validator(bodyOf(described)));
    }
  }
  const error = validator({ $ref: `${SCHEMAS}microsoft.graph.ODataErrors.ODataError` });
  const properties = new Map<string, ReadonlySet<string>>();
  return {
    find: (version, method, path) => {
      const segments = path.split('/').slice(1);
      // A fixed segment wins over a {} one.
      const hits = operations.filter((entry) => entry.method === method && matches(entry.segments, segments));
      hits.sort((a, b) => a.segments.filter(isValue).length - b.segments.filter(isValue).length);
      const hit = hits.find(({ operation }) => version === 'beta' || !operation.isBeta);
      if (hit === undefined) return undefined;
      return { operation: hit.operation, values: segments.filter((_, index) => isValue(hit.segments[index] ?? '')).map(decode) };
    },
    responseFaults: (operation, status, body) => {
      if (status >= 400) return faultsOf(error, body);
      const check = checks.get(operation.id);
      return check === undefined ? [] : faultsOf(check, body);
    },
    batchFaults: (body) => {
      const check = checks.get('batch-request');
      return check === undefined ? ['no schema for a batch'] : faultsOf(check, body);
    },
    properties: (entity, version) => {
      const key = `${version} ${entity}`;
      let known = properties.get(key);
      if (known === undefined) {
        const all = Object.entries(flat(schemas, { $ref: SCHEMAS + entity }).properties ?? {});
        known = new Set(
          all
            .filter(([, schema]) => schema['x-navigation'] !== true && (version === 'beta' || schema['x-beta'] !== true))
            .map(([name]) => name),
        );
        properties.set(key, known);
      }
      return known;
    },
    empty: (entity, property) => emptyOf(flat(schemas, { $ref: SCHEMAS + entity }).properties?.[property]),
    expandable: (entity) => new Map(Object.entries(record(schemas[entity]?.['x-expand'])).map(([name, type]) => [name, String(type)])),
  };
}

function emptyOf(schema: Schema | undefined): string | undefined {
  if (schema?.type === 'array') return '[]';
  return schema?.nullable === true || schema?.anyOf?.some(({ nullable }) => nullable === true) === true ? 'null' : undefined;
}

function isValue(segment: string): boolean {
  return segment.startsWith('{');
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false;
  return template.every((part, index) => isValue(part) || part.toLowerCase() === (segments[index] ?? '').toLowerCase());
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function record(value: unknown): Json {
  // Only objects of our own YAML file come here.
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function identityOf(described: Json): { id: string; schema: Schema | undefined } {
  const content = record(record(record(described.responses)['200']).content);
  const schema = record(content['application/json']).schema;
  return { id: String(described.operationId), schema: schema === undefined ? undefined : record(schema) };
}

function bodyOf(described: Json): Schema {
  return record(record(record(record(described.requestBody).content)['application/json']).schema);
}

function entityOf(schemas: Record<string, Schema>, schema: Schema | undefined): { entity: string | undefined; isCollection: boolean } {
  const name = schema?.$ref?.slice(SCHEMAS.length);
  if (name === undefined) return { entity: undefined, isCollection: false };
  const items = schemas[name]?.properties?.value?.items?.$ref;
  return items === undefined ? { entity: name, isCollection: false } : { entity: items.slice(SCHEMAS.length), isCollection: true };
}

/** The object that an entity is with all its bases. */
function flat(schemas: Record<string, Schema>, schema: Schema): Schema {
  if (schema.$ref !== undefined) return flat(schemas, schemas[schema.$ref.slice(SCHEMAS.length)] ?? {});
  if (schema.allOf === undefined) return schema;
  const parts = schema.allOf.map((part) => flat(schemas, part));
  const expand = Object.fromEntries(
    Object.keys(record(schema['x-expand'])).map((name): [string, Schema] => [name, { 'x-navigation': true }]),
  );
  return { type: 'object', properties: Object.assign({}, ...parts.map(({ properties }) => properties), expand) };
}

function closeAll(schemas: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schemas, schema)]));
}

// Types that carry properties of their own making.
const OPEN = new Set(['customSecurityAttributeValue', 'onPremisesExtensionAttributes', 'directoryObject']);

/** The same schema, in which an object may hold its own properties and annotations (`@odata...`) and nothing else. */
function closed(schemas: Record<string, Schema>, schema: Schema): Schema {
  if (schema.$ref !== undefined) return { ...schema };
  if (schema.allOf !== undefined) {
    const isOpen = schema.allOf.some((part) => OPEN.has(String(part.title)));
    return close(schemas, flat(schemas, schema), isOpen);
  }
  // `nullable` beside a $ref is written as a second branch that any object would pass.
  if (schema.anyOf !== undefined) {
    return {
      anyOf: schema.anyOf.map((part) => (part.nullable === true && part.$ref === undefined ? { type: 'null' } : closed(schemas, part))),
    };
  }
  return close(schemas, schema, OPEN.has(String(schema.title)) || schema.additionalProperties === true);
}

function close(schemas: Record<string, Schema>, schema: Schema, isOpen: boolean): Schema {
  const result: Schema = { ...schema };
  if (schema.items !== undefined) result.items = closed(schemas, schema.items);
  if (schema.properties !== undefined) {
    result.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, closed(schemas, part)]));
    if (!isOpen) {
      result.patternProperties = { '@': {} };
      result.additionalProperties = false;
    }
  }
  if (Array.isArray(schema.enum) && schema.nullable === true) result.enum = [...schema.enum, null];
  return result;
}

function queryOf(described: Json, parameters: Record<string, Json>): Map<string, (text: string) => string | undefined> {
  const listed: unknown = described.parameters;
  const query = new Map<string, (text: string) => string | undefined>();
  for (const entry of Array.isArray(listed) ? listed : []) {
    const ref = record(entry).$ref;
    const parameter = typeof ref === 'string' ? (parameters[ref.slice('#/components/parameters/'.length)] ?? {}) : record(entry);
    if (parameter.in === 'query') query.set(String(parameter.name).toLowerCase(), (text) => valueFault(record(parameter.schema), text));
  }
  return query;
}

function valueFault(schema: Schema, text: string): string | undefined {
  if (schema.type === 'boolean') return text === 'true' || text === 'false' ? undefined : `'${text}' is not a boolean`;
  if (schema.type !== 'integer') return text === '' ? 'the value is empty' : undefined;
  const value = Number(text);
  const minimum = Number(schema.minimum ?? 0);
  const maximum = Number(schema.maximum ?? Number.MAX_SAFE_INTEGER);
  if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return undefined;
  return `Invalid page size specified: '${text}'. Must be between ${minimum} and ${maximum} inclusive.`;
}
