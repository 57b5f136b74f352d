import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

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

/** Wraps every method of a port, so that the plan decides about each effect. `gone` never settles. */
export function faulty<T extends object>(port: T, plan: FaultPlan, gone: () => Promise<never>): T {
  const wrapped = Object.entries(port).map(([name, method]) => {
    if (typeof method !== 'function') return [name, method];
    const call = async (...given: unknown[]) => withFault(plan(name), () => method(...given), gone);
    return [name, call];
  });
  return Object.fromEntries(wrapped) as T;
}

async function withFault(
  fault: FaultKind | undefined,
  effect: () => Promise<unknown>,
  gone: () => Promise<never>,
): Promise<unknown> {
  switch (fault) {
    case undefined:
      return effect();
    case 'not_applied':
      throw new Error('connection lost');
    case 'reply_lost':
      await effect();
      throw new Error('connection lost');
    case 'sent_twice':
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
