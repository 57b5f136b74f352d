import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { RejectedError } from '../errors.ts';
import { apiFunction, json } from './api-function.ts';
import { fieldProblems, malformedReason } from './malformed.ts';
import { strictJson } from './strict-json.ts';

/** A synchronous write: what it takes, and what it does by method. */
export interface Write<S extends z.core.$ZodType> {
  readonly name: string;
  readonly message: S;
  /** By HTTP method, e.g. `POST`. The answer is sent as JSON with 200: what was asked for holds from now on. */
  readonly methods: Readonly<Record<string, (message: z.output<S>) => Promise<object>>>;
}

/** The edge of every synchronous write: 200, or a problem body (RFC 9457) with 400 naming the fields, 500 or 503. */
export const apiWrite = <S extends z.core.$ZodType>(what: Write<S>) =>
  apiFunction({
    name: what.name,
    async answer(event) {
      const write = what.methods[event.httpMethod];
      if (!write) throw new Error(`no method ${event.httpMethod} leads here`);
      return json(200, 'application/json', await write(parsedBody(what.message, event)));
    },
  });

/**
 * The message of a request's body.
 * @throws {RejectedError} naming the fields that are wrong, or what is wrong with the text
 */
export function parsedBody<S extends z.core.$ZodType>(
  schema: S,
  { body, isBase64Encoded }: APIGatewayProxyEvent,
): z.output<S> {
  const text = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
  const result = z.safeParse(schema, readJson(text));
  if (result.success) return result.data;
  throw new RejectedError(malformedReason(result.error), fieldProblems(result.error));
}

/** @throws {RejectedError} that tells the caller what a worker would note for itself */
function readJson(text: string): unknown {
  try {
    return strictJson(text);
  } catch (error) {
    if (error instanceof RejectedError) throw new RejectedError(error.reason, error.reason, { cause: error });
    throw error;
  }
}
