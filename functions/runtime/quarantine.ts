import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { Key } from '../messages/key.ts';
import type { Archive } from '../ports/archive.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import { looksPersonal } from './personal-text.ts';
import { maskedBody } from './redaction.ts';

export interface QuarantinePorts {
  readonly ledger: Pick<Ledger, 'quarantine'>;
  readonly archive: Pick<Archive, 'keepQuarantined'>;
  readonly clock: Clock;
  /** Whether what is kept came as an alert. @default it came as something else */
  readonly keepsAlerts?: boolean;
}

const Keyed = z.object({ idempotencyKey: Key });

/**
 * Keeps what cannot be used: its masked text in the archive, the fact with its reason in the ledger, under its own
 * key when it has a readable one that looks like nobody's number or address, else under its edge id. Repeating it
 * changes nothing. `reason`: our own words. @throws {TransientError} a store cannot be reached
 */
export async function quarantine(
  text: string,
  delivery: { readonly edgeId: string },
  reason: string,
  ports: QuarantinePorts,
): Promise<void> {
  const hash = createHash('sha256').update(text).digest('base64url');
  const key = keyIn(text) ?? delivery.edgeId;
  await ports.archive.keepQuarantined(`${key}/${hash}`, maskedBody(text));
  await ports.ledger.quarantine({
    key,
    hash,
    reason,
    now: ports.clock.now(),
    edgeId: delivery.edgeId,
    ...(ports.keepsAlerts && { isAlert: true }),
  });
}

function keyIn(text: string): string | undefined {
  try {
    const keyed = Keyed.safeParse(JSON.parse(text));
    return keyed.success && !looksPersonal(keyed.data.idempotencyKey) ? keyed.data.idempotencyKey : undefined;
  } catch {
    return undefined;
  }
}
