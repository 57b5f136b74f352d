import * as z from 'zod/mini';
import { readBody } from './cxone-requests.ts';
import type { HttpAnswer } from './http.ts';

/**
 * What an answer of NICE CXone says. One without a body (204) says nothing, as an empty object does.
 * @throws {TransientError} it has another shape, and the same question may be asked again
 */
export const cxoneAnswer = <S extends z.core.$ZodType>(schema: S, { body }: HttpAnswer): z.output<S> =>
  readBody(schema, body === '' ? '{}' : body);

/** An instant as it is sent and told: ISO 8601 with an offset. */
export const CxoneInstant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text: string) => new Date(text)),
);

/** Whether an id can be one of the platform's: it has only digits. Nothing is asked about others. */
export const isCxoneId = (id: string): boolean => /^[1-9]\d{0,17}$/.test(id);
