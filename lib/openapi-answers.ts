import type { GatewayAnswer } from './openapi-routes.ts';
import { type JsonSchema, schemaRef } from './openapi-schemas.ts';

/** What stands for the gateway's variables in an example. */
const VARIABLES: Readonly<Record<string, string>> = {
  '$context.extendedRequestId': 'hNq4HaeezujuYQx=',
  '$context.error.validationErrorString':
    '[object has missing required properties (["customerId","timestamp"])]',
};

/** One way a request can end. */
export interface Answer {
  readonly name: string;
  readonly status: string;
  /** Name of the schema of its body. @default it has none */
  readonly schema?: string;
  readonly contentType: string;
  readonly retryAfter: boolean;
  readonly example?: unknown;
}

/** A read: what it finds, and what a parameter of its path is called. */
export interface ReadAnswer {
  readonly what: string;
  readonly parameter: string;
  /** What follows the parameter in the path. @default nothing */
  readonly below?: string;
  /** Name of the schema of what it finds. */
  readonly schema?: string;
  /** Whether it sends a browser on, which has no key. @default it answers with what it finds */
  readonly redirects?: boolean;
  /** Its query parameters, all of them ids and none required. @default none */
  readonly query?: readonly string[];
}

/** A write that a function answers. */
export interface WriteAnswer {
  /** Name of the schema of what it answers with. */
  readonly schema: string;
  /** What it says of a body that cannot be used. */
  readonly refusal: string;
}

/** The responses of a door or a read, by status: what the gateway says itself, and what a function says. */
export function responses(
  gateway: readonly GatewayAnswer[],
  own: readonly Answer[],
): Readonly<Record<string, JsonSchema>> {
  const answers = [...gateway.map(ofGateway), ...own];
  const byStatus = Map.groupBy(
    answers.toSorted((a, b) => a.status.localeCompare(b.status)),
    ({ status }) => status,
  );
  return Object.fromEntries([...byStatus].map(([status, same]) => [status, response(same)]));
}

function ofGateway({ name, status, headers, body }: GatewayAnswer): Answer {
  return {
    name,
    status,
    schema: status.startsWith('2') ? 'Accepted' : 'Problem',
    contentType: headers.get('content-type') ?? 'application/json',
    retryAfter: headers.has('retry-after'),
    example: JSON.parse(body.replace(/\$context(?:\.\w+)+/g, exampleOf)),
  };
}

function exampleOf(variable: string): string {
  const text = VARIABLES[variable];
  if (text === undefined) throw new Error(`no example for the gateway's variable ${variable}`);
  return JSON.stringify(text).slice(1, -1);
}

/** What a read's function says. */
export const readAnswers = ({ what, parameter, schema, redirects }: ReadAnswer): readonly Answer[] => [
  schema === undefined || redirects ? SENT_ON : done('FOUND', schema),
  refused('NO_ID', 400, 'Bad Request', `${parameter} is not an id`),
  refused('UNKNOWN', 404, 'Not Found', `no such ${what}`),
  ...FAILURES,
];

/** What a write's function says. */
export const writeAnswers = ({ schema, refusal }: WriteAnswer): readonly Answer[] => [
  done('DONE', schema),
  refused('MALFORMED', 400, 'Bad Request', refusal),
  ...FAILURES,
];

const SENT_ON: Answer = { name: 'FOUND', status: '302', contentType: '', retryAfter: false };

const done = (name: string, schema: string): Answer => ({
  name,
  status: '200',
  schema,
  contentType: 'application/json',
  retryAfter: false,
});

function refused(name: string, status: number, title: string, detail: string): Answer {
  return {
    name,
    status: String(status),
    schema: 'Problem',
    contentType: 'application/problem+json',
    retryAfter: false,
    example: { type: 'about:blank', title, status, detail },
  };
}

const FAILURES: readonly Answer[] = [
  refused('FAILED', 500, 'Internal Server Error', 'an unexpected failure'),
  refused('STORE_UNAVAILABLE', 503, 'Service Unavailable', 'a store cannot be reached now; ask again'),
];

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'Done, or found.',
  202: 'The queue has it.',
  302: 'The page is there.',
  400: 'The request is not as described.',
  403: 'No or wrong credentials.',
  404: 'There is none.',
  413: 'The body is too large.',
  415: 'The body is no JSON.',
  429: 'Too many requests; come again after the given seconds.',
  500: 'An unexpected failure.',
  503: 'Not now; come again.',
  '4XX': 'Refused by the gateway for another reason.',
  '5XX': 'A failure of the gateway itself.',
};

function response(answers: readonly Answer[]): JsonSchema {
  const [first] = answers;
  if (first === undefined) throw new Error('a response has at least one answer');
  if (first.schema === undefined) return { description: DESCRIPTIONS[first.status], headers: LOCATION };
  const examples = answers
    .filter(({ example }) => example !== undefined)
    .map(({ name, example }) => [name, { value: example }]);
  return {
    description: DESCRIPTIONS[first.status] ?? 'An answer.',
    ...(answers.some(({ retryAfter }) => retryAfter) && {
      headers: { 'Retry-After': retryAfter(answers.every((answer) => answer.retryAfter)) },
    }),
    content: {
      [first.contentType]: {
        schema: { $ref: schemaRef(first.schema) },
        ...(examples.length > 0 && { examples: Object.fromEntries(examples) }),
      },
    },
  };
}

const LOCATION: JsonSchema = {
  Location: { description: 'Its address.', required: true, schema: { type: 'string', format: 'uri' } },
};

const retryAfter = (always: boolean): JsonSchema => ({
  description: 'Seconds to wait.',
  required: always,
  schema: { type: 'integer', minimum: 1 },
});
