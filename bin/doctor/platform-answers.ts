import * as z from 'zod';
import type { HttpAnswer } from '../../functions/adapters/http.ts';
import type { Fault, Findings } from './fault.ts';

/** A fault on the platform's side. */
export const platformFault = (subject: string, fault: string, mend: string): Fault => ({
  area: 'platform',
  subject,
  fault,
  mend,
});

/** Nothing was found, because there was no usable answer. */
export const notSeen = (subject: string, answer: HttpAnswer | undefined): Findings => ({
  faults: [],
  unseen: [
    `${subject}: ${answer ? `the platform answered ${answer.status}` : 'the platform gave no answer'}`,
  ],
});

/** The JSON of an answer; `undefined` where it is none. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A routing queue, as far as it decides what becomes of a callback. */
export const QueueAnswer = z.object({
  mediaSettings: z
    .object({
      callback: z
        .object({
          enableAutoDialAndEnd: z.boolean().optional(),
          maxRetryCount: z.number().optional(),
        })
        .default({}),
    })
    .default({ callback: {} }),
});

/** The client that a token belongs to. */
export const TokenAnswer = z.object({
  OAuthClient: z.object({ roleDivisions: z.array(z.object({ roleId: z.string() })).default([]) }),
});

/** A contact list's columns. */
export const ListAnswer = z.object({ columnNames: z.array(z.string()) });

/** Topics and the ways they can be had. */
export const TopicsAnswer = z.object({
  entities: z.array(z.object({ id: z.string(), transports: z.array(z.string()).default([]) })),
});

/** Limits of a namespace. */
export const LimitsAnswer = z.object({
  entities: z.array(z.object({ key: z.string(), value: z.number() })).default([]),
});
