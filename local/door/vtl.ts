import { Compile, parse } from 'velocityjs';
import { isObject } from '../json.ts';
import { checkVariables, type RequestContext } from './request-context.ts';

/** What a mapping template may read. `parameters` looks a name up in path, query and headers, in that order. */
export interface TemplateInput {
  readonly body: string;
  readonly context: RequestContext;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: ReadonlyMap<string, string>;
}

/** A mapping template ready to render. */
export type Template = (input: TemplateInput) => string;

/**
 * Prepares a mapping template.
 * @throws when it is no VTL, or uses a variable that is not interpreted.
 */
export function mappingTemplate(source: string): Template {
  for (const [, name = ''] of source.matchAll(/\$!?\{?(stageVariables|util\.\w+)/g))
    if (name === 'stageVariables' || !(name.slice('util.'.length) in util))
      throw new Error(`template variable $${name} is not supported locally`);
  checkVariables(source);
  const tree = parse(source);
  return (input) => new Compile(tree).render({ input: inputVariable(input), util, context: input.context });
}

function inputVariable({ body, path, query, headers }: TemplateInput) {
  // Names of headers are compared without case, as senders and proxies change it.
  const header = Object.assign(Object.fromEntries(headers), {
    get: (name: string) => headers.get(name.toLowerCase()),
  });
  return {
    body,
    json: (expression: string) => JSON.stringify(select(body, expression) ?? ''),
    path: (expression: string) => select(body, expression),
    params: (name?: string) =>
      name === undefined
        ? { path, querystring: query, header }
        : (path[name] ?? query[name] ?? headers.get(name.toLowerCase()) ?? ''),
  };
}

// Source: API Gateway "mapping template reference": $util functions behave as their Java originals.
const util = {
  urlEncode: (text: unknown) => formEncode(String(text)),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' ')),
  escapeJavaScript: (text: unknown) =>
    JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'").replaceAll('/', '\\/'),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8'),
  parseJson: (text: unknown): unknown => JSON.parse(String(text)),
};

const formEncode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

// The part of JSONPath that mapping templates commonly use: $, .name, ['name'] and [0].
function select(body: string, expression: string): unknown {
  const steps = [...expression.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)];
  if (steps.map(([step]) => step).join('') !== expression.replace(/^\$/, ''))
    throw new Error(`path ${expression} is not supported locally`);
  let value: unknown = JSON.parse(body);
  for (const [, dotted, quoted, index] of steps) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else value = isObject(value) ? value[dotted ?? quoted ?? ''] : undefined;
  }
  return value;
}
