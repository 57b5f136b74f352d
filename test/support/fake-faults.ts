import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { TransientError, UnknownOutcomeError } from '../../functions/errors.ts';

/**
 * What goes wrong with one effect: it fails and was not applied; it was applied and its reply is lost; its reply is
 * lost and the client sends it again; the worker is gone before it, or after it.
 */
export type FaultKind = 'not_applied' | 'reply_lost' | 'sent_twice' | 'gone_before' | 'gone_after';
export const FAULT_KINDS: readonly FaultKind[] = [
  'not_applied',
  'reply_lost',
  'sent_twice',
  'gone_before',
  'gone_after',
];

/** Which fault the next effect meets, if any; asked once for each. */
export type FaultPlan = (effect: string) => FaultKind | undefined;

/** How the caller of a port hears of a fault, where its adapter does more than pass it on. */
export interface Words {
  readonly notApplied: () => Error;
  readonly replyLost: (effect: string) => Error;
  /** Never sent a second time by itself. */
  readonly once?: boolean;
}

const networkError = (): Error => new Error('connection lost');
const unavailable = (): Error => new TransientError('unavailable', 'no answer');

/** A table's own client throws what the network does. */
export const TABLE_WORDS: Words = { notApplied: networkError, replyLost: networkError };
/** Queues, the CRM: a request without an answer may be repeated. */
export const REPEATABLE_WORDS: Words = { notApplied: unavailable, replyLost: unavailable };
/** The platform: a call is only ever sent once, and without an answer nobody knows. */
export const ONCE_WORDS: Words = {
  notApplied: unavailable,
  replyLost: (effect) =>
    effect === 'placeCall' ? new UnknownOutcomeError('no_answer', 'no answer') : unavailable(),
  once: true,
};

/** Wraps every method of a port, so that the plan decides about each effect. `gone` never settles. */
export function faulty<T extends object>(
  port: T,
  words: Words,
  plan: FaultPlan,
  gone: () => Promise<never>,
): T {
  const wrapped = Object.entries(port).map(([name, method]) => {
    if (typeof method !== 'function') return [name, method];
    const call = async (...given: unknown[]) =>
      withFault(plan(name), { name, words, gone }, () => method(...given));
    return [name, call];
  });
  return Object.fromEntries(wrapped) as T;
}

async function withFault(
  fault: FaultKind | undefined,
  { name, words, gone }: { name: string; words: Words; gone: () => Promise<never> },
  effect: () => Promise<unknown>,
): Promise<unknown> {
  switch (fault) {
    case undefined:
      return effect();
    case 'not_applied':
      throw words.notApplied();
    case 'reply_lost':
      await effect();
      throw words.replyLost(name);
    case 'sent_twice':
      if (words.once) return effect();
      await effect().catch(() => undefined);
      return effect().catch(asSecondSend);
    case 'gone_before':
      return gone();
    case 'gone_after':
      await effect().catch(() => undefined);
      return gone();
    default:
      return fault satisfies never;
  }
}

function asSecondSend(error: unknown): never {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  throw new ConditionalCheckFailedException({
    message: error.message,
    $metadata: { ...error.$metadata, attempts: 2 },
    ...(error.Item && { Item: error.Item }),
  });
}
