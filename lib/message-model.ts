import * as z from 'zod/mini';
import { MAX_ALERTS_PER_REQUEST, SensorAlert } from '../functions/messages/sensor-alert.ts';
import { Suppression } from '../functions/messages/suppression.ts';

/** A JSON Schema of draft 4, as API Gateway's models want it. */
export type MessageModel = Readonly<Record<string, unknown>>;

/**
 * The model of the alert doors: one alert, or an array of them. One flat schema instead of `oneOf`, because the gateway
 * then names the missing fields; the elements of an array are left to the worker, so that a bad one costs no other.
 */
export function alertModel(): MessageModel {
  return {
    ...draft4(SensorAlert),
    type: ['object', 'array'],
    minItems: 1,
    maxItems: MAX_ALERTS_PER_REQUEST,
  };
}

/**
 * The model of the suppressions door: an object and no more. What is wrong inside it the function says field by field,
 * where the gateway would name the missing ones alone.
 */
export function suppressionModel(): MessageModel {
  const { title, description } = draft4(Suppression);
  return { $schema: 'http://json-schema.org/draft-04/schema#', title, description, type: 'object' };
}

/** The model of a door that takes one message at a time. */
export const messageModel = (schema: z.core.$ZodType): MessageModel => draft4(schema);

/** zod's own output, without the 300-character pattern it spells for each date-time. */
function draft4(schema: z.core.$ZodType): MessageModel {
  return z.toJSONSchema(schema, {
    target: 'draft-04',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
}
