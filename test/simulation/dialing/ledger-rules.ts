import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { RINGING_SHARD } from '../../../functions/adapters/ledger-items.ts';
import { type AlertState, endOf } from '../../../functions/messages/alert-state.ts';
import { sensorAlert } from '../../support/builders.ts';
import type { RowWatch } from '../../support/memory-dynamo.ts';
import type { Schedule } from '../schedule.ts';
import type { Simulation } from '../simulation.ts';
import type { Case } from './judge.ts';

type Row = Readonly<Record<string, AttributeValue>>;

/** What the ledger's writes tell of an alert. */
export interface SeenAlert {
  readonly key: string;
  readonly customerId: string;
  readonly sensorId: string;
  /** Every state it was in, in order. */
  readonly states: AlertState[];
  /** When it last came to an end, epoch milliseconds. */
  endedAt?: number;
  /** Since when the ledger knows the call the platform accepted, epoch milliseconds. */
  callKnownSince?: number;
}

/** What must hold of every write to the ledger. */
export interface LedgerRules {
  readonly watch: RowWatch;
  recovery(schedule: Schedule): void;
  nextDue(): number;
  chase(times: number, post: (body: unknown) => void, on: Case): void;
  /** The alert whose telemetry has this reference. */
  byReference(reference: string): SeenAlert | undefined;
  readonly alerts: ReadonlyMap<string, SeenAlert>;
}

/** States that are never left. */
export const TERMINAL: ReadonlySet<string> = new Set(['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED']);

/** Clocks of workers may be ahead, ms. */
const AHEAD_MS = 2000;

/** Two clocks, each wrong by two seconds. */
const CLOCKS_MS = 2 * AHEAD_MS;

/** I13, I20, rule 1 and the stop, after every step. */
export function ledgerRules(simulation: Simulation, { orders, rules: { protocol } }: Case): LedgerRules {
  const { timeline } = simulation;
  const chance = simulation.chance('chasers');
  const alerts = new Map<string, SeenAlert>();
  const references = new Map<string, SeenAlert>();
  const due = new Map<string, number>();
  /** Alerts that have ever owned a slot. */
  const owners = new Set<string>();
  let schedule: Schedule | undefined;
  /** The latest end that the slot of an alert ever had. */
  const longest = new Map<string, number>();
  /** Hears when a sensor's slot may be free. */
  let onFree: (owner: SeenAlert | undefined, at: number) => void = () => undefined;

  function alertChanged(pk: string, before: Row | undefined, after: Row): void {
    const [was, is] = [before?.st?.S, after.st?.S as AlertState];
    const key = decodeURIComponent(pk.slice('ALERT#'.length));
    const seen = alerts.get(key) ?? born(key, after);
    if (was !== is) {
      if (is === 'SUPPRESSED') suppressed(key, after);
      if (is === 'PLACING') granted(key, after);
      if (is === 'CASE_PENDING') onFree(seen, timeline.now());
      seen.states.push(is);
      if (TERMINAL.has(is)) seen.endedAt = timeline.now();
      simulation.trace(() => `${key}: ${was ?? 'none'} -> ${is}`);
      if (was !== undefined) transition(key, before as Row, after);
    }
    const end = endOf(is, after.why?.S);
    if (after.end?.S !== end) {
      simulation.violated('tally', `${key} is ${is} and counts as ${after.end?.S ?? 'in flight'}`);
    }
    if (is === 'SUPPRESSED' && owners.has(key)) {
      simulation.violated('rule 1', `${key} has owned a slot and ends SUPPRESSED`);
    }
    for (const at of [after.sendBy, after.notBefore]) simulation.moments.note(Number(at?.N));
    if (after.call ?? after.evidence) seen.callKnownSince ??= timeline.now();
  }

  function born(key: string, row: Row): SeenAlert {
    const seen = { key, customerId: row.cust?.S ?? '', sensorId: row.sensor?.S ?? '', states: [] };
    alerts.set(key, seen);
    references.set(row.ref?.S ?? '', seen);
    return seen;
  }

  function transition(key: string, before: Row, after: Row): void {
    const isWithdrawn = before.st?.S === 'PLACED' && after.ring?.S === 'withdrawn';
    if (TERMINAL.has(before.st?.S ?? '') && !isWithdrawn) {
      simulation.violated('I13', `${key} left ${before.st?.S} for ${after.st?.S}`);
    }
    if (Number(after.ver?.N) !== Number(before.ver?.N) + 1) {
      simulation.violated('I20', `${key} went from version ${before.ver?.N} to ${after.ver?.N}`);
    }
  }

  /** Whoever grants has read at most Q before that dialing goes on. */
  function granted(key: string, row: Row): void {
    const at = Number(row.sendBy?.N) - protocol.sendMs;
    const stopped = orders?.stoppedSince();
    if (stopped !== undefined && at - stopped > protocol.freshnessMs + CLOCKS_MS) {
      simulation.violated('stop', `${key} was granted ${at - stopped} ms after all dialing was stopped`);
    }
  }

  /** Whatever stands on the index for recovery to look at; waiting calls that are only asked for do not. */
  function appointment(pk: string, row: Row): void {
    const nextAt = row.nextAt?.N;
    simulation.moments.note(Number(nextAt));
    if (nextAt === undefined || row.shard?.S === RINGING_SHARD) {
      due.delete(pk);
      return;
    }
    due.set(pk, Number(nextAt));
    schedule?.expect(Number(nextAt) - AHEAD_MS);
  }

  function slotChanged(row: Row): void {
    const owner = row.owner?.S ?? '';
    owners.add(owner);
    const seen = alerts.get(owner);
    if (seen?.states.at(-1) === 'SUPPRESSED') {
      simulation.violated('rule 1', `${owner} is SUPPRESSED and takes a slot`);
    }
    const until = Number(row.until?.N);
    simulation.moments.note(until);
    longest.set(owner, Math.max(longest.get(owner) ?? 0, until));
    onFree(seen, until);
  }

  /** Its slot was in force by the clock of the worker that saw it. */
  function suppressed(key: string, row: Row): void {
    const by = row.by?.S ?? '';
    if ((longest.get(by) ?? 0) <= Number(row.at?.N)) {
      simulation.violated('I5', `${key} was suppressed by ${by}, whose slot was over`);
    }
  }

  return {
    alerts,
    byReference: (reference) => references.get(reference),
    nextDue: () => Math.min(Number.POSITIVE_INFINITY, ...due.values()),
    recovery(of) {
      schedule = of;
    },
    watch(table, before, after) {
      const pk = (after ?? before)?.pk?.S ?? '';
      if (table !== 'ledger' || after === undefined) return;
      appointment(pk, after);
      if (pk.startsWith('ALERT#')) alertChanged(pk, before, after);
      if (pk.startsWith('SLOT#')) slotChanged(after);
    },
    chase(times, post, { situation }) {
      let left = times;
      const last = situation.start + 6 * 3_600_000;
      onFree = (owner, free) => {
        if (!owner || left === 0 || free > last) return;
        left--;
        const at =
          free + chance.pick([-2000, 0, chance.between(-3000, 3000), chance.between(-120_000, 20_000)]);
        const key = `chaser-${times - left}`;
        timeline.at(at, () => {
          const { customerId, sensorId } = owner;
          const timestamp = new Date(timeline.now()).toISOString();
          post(sensorAlert({ idempotencyKey: key, customerId, sensorId, timestamp }));
        });
      };
    },
  };
}
