import { dynamoContactRefs } from '../../../functions/adapters/dynamo-contact-refs.ts';
import { dynamoPreviewNotices } from '../../../functions/adapters/dynamo-previews.ts';
import { TransientError } from '../../../functions/errors.ts';
import { Preview } from '../../../functions/messages/preview.ts';
import { PREVIEW_SKIPPED } from '../../../functions/messages/preview-event.ts';
import { PreviewMessage } from '../../../functions/messages/preview-look.ts';
import { PREVIEW_FUNCTION_MS } from '../../../functions/preview/preview-life.ts';
import type { PreviewRules } from '../../../functions/preview/preview-ports.ts';
import { workOnPreview } from '../../../functions/preview/work-on-preview.ts';
import { recordSuppression } from '../../../functions/suppressions/record-suppression.ts';
import { HOUR, MINUTE } from '../../support/builders.ts';
import { fakeCrm } from '../../support/fake-crm.ts';
import { memoryDynamo } from '../../support/memory-dynamo.ts';
import { ENTERPRISE, GENERAL, PREVIEW_SETTINGS, PREVIEW_TABLES } from '../../support/preview-world.ts';
import { storePorts } from '../../support/store-ports.ts';
import { worldRules } from '../../support/world-rules.ts';
import { drawnFaults } from '../drawn-faults.ts';
import { worldTime } from '../segmentation/world-time.ts';
import type { Simulation } from '../simulation.ts';
import { PREVIEW_FAULTS } from './preview-faults.ts';
import { type PlatformContact, previewPlatform } from './preview-platform.ts';
import { previewRules } from './preview-rules.ts';
import { previewPorts } from './preview-workers.ts';
import { previewWorkload, type Workload } from './preview-workload.ts';

/** A queue hides a message this long when its worker is gone. */
const VISIBILITY_MS = 6 * PREVIEW_FUNCTION_MS;
const MAX_HOURS = 8;
const CAMPAIGNS = new Map([
  [GENERAL, 'list-general'],
  [ENTERPRISE, 'list-enterprise'],
]);

const { protocol } = worldRules();
const RULES: PreviewRules = {
  settings: { ...PREVIEW_SETTINGS, maxHours: MAX_HOURS, requeue: { route: 'review', times: 2 } },
  sensitiveFields: [],
  policy: { kind: 'window', opensAt: '08:00', closesAt: '20:00', closingMarginSeconds: 300 },
  protocol,
  doNotDisturbMaxAgeMs: 5 * MINUTE,
  armed: true,
  allowNumbers: [],
};

/** One world of pushes, workers, queues, a CRM and a platform, built into a run. */
export function previewSimulation(simulation: Simulation, start: number) {
  const chance = simulation.chance('preview');
  const time = worldTime(simulation.timeline);
  const load = previewWorkload(chance, start, GENERAL);
  const left = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
    all.filter(({ name }) => !simulation.without.has(name));
  const [pushes, suppressions, changes] = [left(load.pushes), left(load.suppressions), left(load.changes)];
  const span = { start, endsAt: start + load.lengthMs };
  const faults = drawnFaults(simulation, simulation.chance('preview faults'), { ...PREVIEW_FAULTS, ...span });
  const rules = previewRules(simulation, {
    endOf(contactId) {
      const preview = previewsThere().find((one) => one.contactId === contactId);
      return preview?.expiresAt.getTime() ?? Number.POSITIVE_INFINITY;
    },
    untiered: untieredOf(load),
  });
  const agents = simulation.chance('preview agents');
  const { trace, violated } = simulation;
  const world = { time, chance, faults, pauseMs: () => chance.magnitude(100, 10 * MINUTE) };
  const { lists, contacts } = previewPlatform(CAMPAIGNS, {
    ...world,
    ...rules,
    agents,
    onEnd: (contact, end) => void previewEnds(contact, end),
    limits: protocol,
    trace,
  });
  const crm = fakeCrm(...load.customers);
  const table = memoryDynamo({ tables: PREVIEW_TABLES });
  const waiting = new Set<string>();
  const portsOf = () => previewPorts({ ...world, table, lists, crm, protocol, leave, trace });

  async function leave(text: string): Promise<void> {
    await time.sleep(chance.between(1, 30));
    if (faults.strikes('queueLost')) throw queueBroken();
    push(text);
    if (faults.strikes('queueReplyLost')) throw queueBroken();
  }

  function push(text: string): void {
    const id = `m${waiting.size}-${chance.id()}`;
    waiting.add(id);
    time.at(time.now(), () => deliver(id, text));
    if (faults.strikes('queueTwice'))
      time.at(time.now() + chance.between(0, MINUTE), () => deliver(id, text));
  }

  /** Who passes a contact over may have looked in vain. The platform tells of the end, sooner or later, or never. */
  async function previewEnds({ id, data }: PlatformContact, end: 'called' | 'skipped'): Promise<void> {
    const { contactId = '' } = data;
    if (end === 'skipped' && agents.happens(0.6)) {
      rules.onMissed(contactId);
      await dynamoContactRefs(table, 'contacts').noteMissed(contactId, new Date(time.now()));
    }
    const wrapupCode = end === 'skipped' ? PREVIEW_SKIPPED : 'code-1';
    const eventBody = {
      eventTime: time.now(),
      outboundContactId: id,
      outboundCampaignId: GENERAL,
      wrapupCode,
    };
    const topicName = 'v2.outbound.preview.campaigns.contact.postContact';
    const tellsAt = time.now() + agents.magnitude(100, HOUR);
    if (agents.happens(0.1)) return;
    time.at(tellsAt, () => push(JSON.stringify({ detail: { topicName, eventBody } })));
  }

  /** One delivery as `sqsWorker` treats it; a worker that is gone leaves its message to the next. */
  function deliver(id: string, text: string): void {
    if (!waiting.has(id)) return;
    trace(() => `deliver ${text.slice(0, 120)}`);
    const deliveredAt = time.now();
    let isOver = false;
    time.at(deliveredAt + VISIBILITY_MS, () => {
      if (!isOver) deliver(id, text);
    });
    const remainingMs = (): number => PREVIEW_FUNCTION_MS - (time.now() - deliveredAt);
    workOnPreview(PreviewMessage.parse(JSON.parse(text)), { edgeId: id, remainingMs }, portsOf(), RULES).then(
      (lines) => {
        isOver = true;
        for (const { key, outcome, reason } of lines) {
          trace(() => `${key}: ${outcome} (${reason})`);
          if (outcome === 'requeueing') rules.onRequeue(key ?? '');
        }
        if (!faults.strikes('notDeleted')) waiting.delete(id);
        else time.at(time.now() + VISIBILITY_MS, () => deliver(id, text));
      },
      (error: unknown) => {
        isOver = true;
        trace(() => `fails: ${String(error)}`);
        if (!(error instanceof TransientError)) violated('expected', String(error));
        time.at(time.now() + chance.between(1000, MINUTE), () => deliver(id, text));
      },
    );
  }

  const previewsThere = (): Preview[] =>
    table
      .items('ledger')
      .filter(({ pk }) => pk?.S?.startsWith('PREVIEW#'))
      .map((item) => Preview.parse(JSON.parse(item.body?.S ?? '')));

  /** Nothing more comes, and nothing is left that a sweep could find. */
  const isIdle = (): boolean =>
    time.now() >= simulation.calmSince() &&
    waiting.size === 0 &&
    previewsThere().every(({ nextAt }) => nextAt === undefined);

  function everyMinute(): void {
    rules.offered(contacts.values());
    const next = time.now() + MINUTE;
    if (isIdle()) {
      time.aside(next, everyMinute);
      return;
    }
    push(JSON.stringify({ sweep: 'previews' }));
    time.at(next, everyMinute);
  }

  /** The door answers when it is in force; whoever asks for it asks until it does. */
  async function suppress(phone: string): Promise<void> {
    const { suppressions: words } = storePorts(table, chance);
    const clock = { now: () => new Date(time.now()) };
    const message = { phoneNumber: phone, scope: 'all', source: 'agent' } as const;
    await recordSuppression(
      message,
      {
        suppressions: words,
        ledger: { askForRingSweep: async () => undefined },
        previews: dynamoPreviewNotices(table, 'ledger', chance),
        outbox: { control: async () => undefined },
        clock,
        random: chance,
      },
      { mirrored: false },
    );
    rules.suppressedAt.set(phone, time.now());
    trace(() => `suppressed ${phone}`);
  }

  for (const { at, body } of pushes) time.at(at, () => push(JSON.stringify(body)));
  for (const { at, phone } of suppressions) time.at(at, () => void suppress(phone));
  for (const { at, customerId, accountTier } of changes) {
    time.at(at, () => {
      const before = load.customers.find((one) => one.customerId === customerId);
      if (before) crm.put({ ...before, accountTier });
    });
  }
  time.at(start + MINUTE, everyMinute);
  const happened = [...pushes, ...suppressions, ...changes];
  return {
    endsAt: Math.max(span.endsAt, faults.downTo, ...happened.map(({ at }) => at)),
    parts: [...faults.parts, ...happened.map(({ name }) => name)],
    restsWithinMs: (MAX_HOURS + 4) * 60 * MINUTE,
    *atRest() {
      if (waiting.size > 0) yield { invariant: 'drained', what: `${waiting.size} messages never ended` };
      yield* rules.atRest(previewsThere(), [...contacts.values()], countedIn(table.items('ledger')));
    },
  };
}

/** Contacts of customers whom the CRM never gives a tier. */
function untieredOf({ customers, changes, pushes }: Workload): ReadonlySet<string> {
  const tiered = new Set([
    ...customers.flatMap(({ customerId, accountTier }) => (accountTier === undefined ? [] : [customerId])),
    ...changes.map(({ customerId }) => customerId),
  ]);
  const contacts = pushes.flatMap(({ body }) => body.contacts);
  return new Set(
    contacts
      .filter(({ externalContactId }) => !tiered.has(externalContactId))
      .map(({ contactId }) => contactId),
  );
}

/** Ids of the attempts in the books of all customers. */
const countedIn = (items: ReturnType<ReturnType<typeof memoryDynamo>['items']>): readonly string[] =>
  items
    .filter(({ pk }) => pk?.S?.startsWith('TRIES#'))
    .flatMap(({ tries }) => (tries?.L ?? []).map(({ S = '' }) => S.split('|')[1] ?? ''));

const queueBroken = (): Error => Object.assign(new Error('no answer'), { name: 'TimeoutError' });
