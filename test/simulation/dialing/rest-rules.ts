import { alertFrom } from '../../../functions/adapters/ledger-items.ts';
import type { AlertRecord } from '../../../functions/ports/ledger.ts';
import type { ObjectStore } from '../archive.ts';
import type { Violation } from '../simulation.ts';
import type { DialingWorld } from './alert-workers.ts';
import type { Case } from './judge.ts';
import { type LedgerRules, TERMINAL } from './ledger-rules.ts';

/** What must hold once everything had its time. */
export interface RestRules {
  posted(body: unknown, edgeId: string): void;
  archive(objects: ObjectStore): void;
  atRest(world: DialingWorld): readonly Violation[];
}

/** An alert as it came in. */
interface Arrived {
  readonly key: string;
  readonly edgeId: string;
  /** What tells one body from another. */
  readonly text: string;
}

/** A longer story is not extended by refused attempts (`ledger-conditions.ts`). */
const LONGEST_STORY = 24;

/** Old alerts wait for the age limit of four hours, a refused one up to an hour more. */
const ENDS_WITHIN_MS = 5.5 * 3_600_000;

/** Two clocks, and what a request may take besides. */
const CLOCKS_MS = 15_000;

/** I1, I5, I6, I10 and I18, and that no alert's telemetry and task is missing. */
export function restRules(ledger: LedgerRules, { rules, situation }: Case): RestRules {
  const { suppressionMs, slotSurplusMs, freshnessMs } = rules.protocol;
  /** How long a call may suppress: its slot, taken by a worker that read the alert at most Q before the call. */
  const longestMs = suppressionMs + slotSurplusMs + freshnessMs + CLOCKS_MS;
  const arrived: Arrived[] = [];
  let objects: ObjectStore | undefined;

  /** Everything that came in is in the ledger, or its body is kept aside. */
  function* conserved(world: DialingWorld, alerts: ReadonlyMap<string, AlertRecord>): Generator<Violation> {
    const marks = world.store.items('ledger').map(({ pk }) => pk?.S ?? '');
    const bodies = new Map<string, Set<string>>();
    for (const { key, text } of arrived) bodies.set(key, (bodies.get(key) ?? new Set()).add(text));
    for (const [key, texts] of bodies) {
      const copies = marks.filter((pk) => pk.startsWith(`QUARANTINE#${key}#`)).length;
      const kept = (alerts.has(key) ? 1 : 0) + copies;
      if (kept < texts.size) yield fails('I1', `${texts.size} bodies came under ${key}, ${kept} are known`);
    }
    for (const queue of ['admission', 'follow-up']) {
      const dead = queue === 'admission' ? world.queues.dead(queue) : [];
      if (dead.length > 0) yield fails('I1', `${dead.length} messages died in ${queue}`);
    }
  }

  function* ended(
    alert: AlertRecord,
    alerts: ReadonlyMap<string, AlertRecord>,
    world: DialingWorld,
  ): Generator<Violation> {
    const { key, state } = alert;
    if (!TERMINAL.has(state)) yield fails('I10', `${key} is still ${state}`);
    if (TERMINAL.has(state) && alert.nextAt) yield fails('I10', `${key} is ${state} and still looks`);
    const endedAt = ledger.alerts.get(key)?.endedAt ?? 0;
    const endsBy = situation.endsBy ?? world.simulation.calmSince() + ENDS_WITHIN_MS;
    if (alert.ring !== 'withdrawn' && endedAt > endsBy) {
      yield fails('I10', `${key} took too long to become ${state}`);
    }
    if (alert.ringLookAt && alert.mustRingBy) yield fails('I10', `${key} is ${state} and waits to ring`);
    if (state === 'SUPPRESSED') yield* suppressed(alert, alerts, world);
    if (state !== 'SUPPRESSED' && !objects?.telemetry.has(alert.telemetryRef)) {
      yield fails('I1', `the telemetry of ${key} is not kept`);
    }
  }

  /** The owner of the slot it was suppressed by led to a call or to a person who knows. */
  function* suppressed(
    { key, suppressedBy = '', admittedAt }: AlertRecord,
    alerts: ReadonlyMap<string, AlertRecord>,
    world: DialingWorld,
  ): Generator<Violation> {
    const by = alerts.get(suppressedBy);
    const owner = by?.state ?? 'nobody';
    const call = world.platform.accepted.find(({ data }) => data.referenceId === by?.telemetryRef);
    if (call && admittedAt.getTime() > call.acceptedAt + longestMs) {
      yield fails('I5', `${key} was suppressed long after the call about ${suppressedBy}`);
    }
    if (owner === 'SUPPRESSED' || !TERMINAL.has(owner)) {
      yield fails('I5', `${key} was suppressed by ${suppressedBy}, which is ${owner}`);
    }
  }

  function* placed(
    { key, state, attemptId, callId }: AlertRecord,
    world: DialingWorld,
  ): Generator<Violation> {
    if (state !== 'PLACED') return;
    const call = world.platform.accepted.find(({ id }) => id === callId);
    if (call?.data.attemptId !== attemptId) yield fails('I6', `${key} is PLACED without a call`);
  }

  function* cased({ key, state, taskId }: AlertRecord, world: DialingWorld): Generator<Violation> {
    const { tasks, refused } = world.crm;
    const isOwn = (text: string): boolean => text.includes(`Alert ${key},`);
    if (state === 'QUARANTINED' && !refused.some(isOwn)) {
      yield fails('I1', `${key} was given up though the CRM never refused its task`);
    }
    if (state === 'CASED' && !tasks.some(({ id }) => id === taskId)) {
      yield fails('I1', `${key} is a case without a task`);
    }
    const own = tasks.filter(({ description }) => isOwn(description));
    if (own.length > 1) yield fails('one case', `${key} has ${own.length} tasks`);
  }

  /** The story has one line for each transition and leads to where the alert is. */
  function* told({ key, state, transitions }: AlertRecord): Generator<Violation> {
    const seen = collapsed(ledger.alerts.get(key)?.states ?? []);
    const story = collapsed(transitions.map((step) => step.state));
    const isShort = transitions.length < LONGEST_STORY;
    if (story.at(-1) !== state || (isShort && story.join() !== seen.join())) {
      yield fails('I18', `${key} went ${seen.join(' ')}, its story says ${story.join(' ')}`);
    }
  }

  /** Lost replies alone leave nobody in doubt. */
  function* unshaken({ key }: AlertRecord): Generator<Violation> {
    if (ledger.alerts.get(key)?.states.includes('UNCERTAIN')) {
      yield fails('I14', `${key} was UNCERTAIN though only replies of the table were lost`);
    }
  }

  return {
    posted(body, edgeId) {
      const elements: unknown[] = Array.isArray(body) ? body : [body];
      for (const element of elements) {
        const { idempotencyKey: key } = element as { idempotencyKey: string };
        arrived.push({ key, edgeId, text: JSON.stringify(element) });
      }
    },
    archive(of) {
      objects = of;
    },
    atRest(world) {
      const isEchoOnly =
        Object.keys(world.simulation.mix.rates).join() === 'tableEcho' && situation.answers === undefined;
      const rows = world.store.items('ledger').filter(({ pk }) => pk?.S?.startsWith('ALERT#'));
      const alerts = new Map(rows.map((row) => alertFrom({ ...row })).map((alert) => [alert.key, alert]));
      return [
        ...conserved(world, alerts),
        ...[...alerts.values()].flatMap((alert) => [
          ...ended(alert, alerts, world),
          ...placed(alert, world),
          ...cased(alert, world),
          ...told(alert),
          ...(isEchoOnly ? unshaken(alert) : []),
        ]),
      ];
    },
  };
}

const fails = (invariant: string, what: string): Violation => ({ invariant, what });

const collapsed = (states: readonly string[]): string[] =>
  states.filter((state, nth) => state !== states[nth - 1]);
