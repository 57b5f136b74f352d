import { RejectedError, TransientError, UnknownOutcomeError } from '../../../functions/errors.ts';
import type { SegmentCrm, SegmentUpdate } from '../../../functions/ports/segment-crm.ts';
import type { Chance } from '../chance.ts';
import type { Faults } from './segment-faults.ts';
import type { WorldTime } from './world-time.ts';

/** A request's own deadline, and how long after it the CRM may still apply it, ms. */
const DEADLINE_MS = 5000;
const LATE_MS = 3500;

/** What this CRM refuses for good. */
export const POISON = 'poison';

/** A CRM that can be slow, down, throttling, unclear and late, and what it was asked. */
export interface CrmModel {
  readonly crm: SegmentCrm;
  /** What it has of each customer; an entry without an update is a customer nobody has written segments of. */
  readonly customers: Map<string, SegmentUpdate | undefined>;
}

export interface CrmWorld {
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly faults: Faults;
  violated(rule: string, what: string): void;
  trace(line: () => string): void;
}

/** A CRM that knows these customers. */
export function crmModel(
  known: readonly string[],
  { time, chance, faults, violated, trace }: CrmWorld,
): CrmModel {
  const customers = new Map<string, SegmentUpdate | undefined>(known.map((id) => [id, undefined]));
  const underWay = new Map<string, number>();
  const bodies = new Map<string, string>();
  const applied = new Map<string, number>();

  function begin({ customerId, idempotencyKey, ...state }: SegmentUpdate): void {
    const count = (underWay.get(customerId) ?? 0) + 1;
    if (count > 1) violated('one write', `${idempotencyKey} is sent while another write is under way`);
    underWay.set(customerId, count);
    const body = JSON.stringify(state);
    if ((bodies.get(idempotencyKey) ?? body) !== body)
      violated('one key', `${idempotencyKey} has two bodies`);
    bodies.set(idempotencyKey, body);
  }
  const end = ({ customerId }: SegmentUpdate): void =>
    void underWay.set(customerId, (underWay.get(customerId) ?? 1) - 1);

  function apply(update: SegmentUpdate): void {
    const sequence = Number(update.idempotencyKey.split('#')[1]);
    if (sequence < (applied.get(update.customerId) ?? 0)) {
      violated('never back', `${update.idempotencyKey} overwrites a later state`);
    }
    trace(() => `crm has ${update.idempotencyKey}`);
    applied.set(update.customerId, sequence);
    customers.set(update.customerId, update);
  }

  async function upsert(
    update: SegmentUpdate,
    sending: Parameters<SegmentCrm['upsertSegments']>[1],
  ): ReturnType<SegmentCrm['upsertSegments']> {
    await time.sleep(chance.between(1, 300) + (faults.strikes('pause') ? chance.between(0, 3_600_000) : 0));
    if (!sending.mayStillSend()) throw new TransientError('not_sent', 'too late');
    if (faults.isDown(time.now())) throw new TransientError('crm_unavailable', 'no connection');
    begin(update);
    const sentAt = time.now();
    const answersAt = sentAt + chance.between(5, DEADLINE_MS - 1);
    const until = (instant: number) => time.sleep(instant - time.now());
    if (faults.strikes('throttled')) {
      await until(answersAt);
      end(update);
      const retryAfterMs = chance.between(0, 120_000);
      throw new TransientError('crm_throttled', 'slow down', { retryAfterMs });
    }
    if (faults.strikes('failsBefore')) {
      await until(answersAt);
      end(update);
      throw new UnknownOutcomeError('crm_unavailable', 'broken');
    }
    const isKnown = customers.has(update.customerId);
    const isRefused = update.tags.includes(POISON) || (!isKnown && !sending.mayCreate);
    const isLate = faults.strikes('appliedLate');
    const appliesAt = isLate ? sentAt + DEADLINE_MS + chance.between(0, LATE_MS) : answersAt;
    const failsAfter = isLate || faults.strikes('failsAfter');
    // It applies whatever became of the worker that sent it.
    time.at(appliesAt, () => {
      end(update);
      if (!isRefused) apply(update);
    });
    await until(isLate ? sentAt + DEADLINE_MS : answersAt + 1);
    if (failsAfter) throw new UnknownOutcomeError('crm_no_answer', 'silence');
    if (update.tags.includes(POISON)) throw new RejectedError('crm_refused', 'never');
    if (isRefused) return 'unknown_customer';
    return isKnown ? 'updated' : 'created';
  }

  return { crm: { upsertSegments: upsert }, customers };
}
