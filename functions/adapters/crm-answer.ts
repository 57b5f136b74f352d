import * as z from 'zod/mini';
import { CrmDefect, TransientError } from '../errors.ts';
import type { HttpAnswer } from './http.ts';

/**
 * A CRM's answer as the schema has it. A field that is `null` is a field that is not there, as many CRMs write it.
 * @throws {CrmDefect} it is not JSON, or lacks a field or has one of the wrong type; names them
 */
export function crmAnswer<S extends z.core.$ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  const result = z.safeParse(schema, json(answer.body));
  if (result.success) return result.data;
  throw new CrmDefect(result.error.issues.map((issue) => issue.path.join('.') || 'the whole'));
}

/**
 * The answer to a write, which holds an id. What has none was not written as far as we can tell.
 * @throws {TransientError} it holds none; the same key of ours may be sent again
 */
export function writtenAnswer<S extends z.core.$ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  try {
    return crmAnswer(schema, answer);
  } catch (error) {
    throw new TransientError('crm_no_id', 'the CRM answered without an id', { cause: error });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => value ?? undefined);
  } catch {
    throw new CrmDefect(['the whole']);
  }
}
