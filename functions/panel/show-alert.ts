import type { Incident } from '../ports/incidents.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { PanelSession } from '../ports/panel-sessions.ts';
import { type AlertStory, alertStory } from '../story/alert-story.ts';
import type { PanelPorts } from './panel-ports.ts';
import { type TelemetryChart, telemetryChart } from './telemetry-points.ts';

/** Calls and incidents an agent reads at a glance. */
const MOST_CALLS = 5;
const MOST_INCIDENTS = 5;

/** What the call is about, and what happened before. Instants are ISO 8601, UTC. */
export interface ShownAlert {
  readonly story: AlertStory;
  readonly telemetry: TelemetryChart;
  readonly incidents: readonly {
    readonly source: string;
    readonly metric: string;
    readonly value: number;
    readonly since: string;
    readonly ticket: string | null;
  }[];
  readonly moreIncidents: boolean;
  /** The last ones before this one, newest first. */
  readonly calls: readonly {
    readonly at: string;
    readonly alertType: string | null;
    readonly sensorId: string;
    readonly outcome: AlertStory['outcome'];
    readonly ring: string | null;
  }[];
  /** What conversations left with the customer; `null` before the first. */
  readonly segments: { readonly tags: readonly string[]; readonly lastConversationAt: string | null } | null;
}

/**
 * What the session's alert is about; `undefined` when the ledger has forgotten it.
 * @throws {TransientError} a store cannot be reached
 */
export async function showAlert(
  { alertKey, customerId, reference }: PanelSession,
  ports: PanelPorts,
): Promise<ShownAlert | undefined> {
  const [alert, telemetry, earlier, { incidents, more }, profile] = await Promise.all([
    ports.ledger.read(alertKey),
    ports.archive.readTelemetry(reference),
    earlierCalls(customerId, alertKey, ports),
    ports.incidents.open(MOST_INCIDENTS),
    ports.profiles.read(customerId),
  ]);
  if (alert === undefined) return undefined;
  const ofSensor = earlier.flatMap(({ record }) => (record?.sensorId === alert.sensorId ? [record] : []));
  const before = await Promise.all(
    ofSensor.map(({ telemetryRef }) => ports.archive.readTelemetry(telemetryRef)),
  );
  return {
    story: alertStory(alert),
    telemetry: telemetryChart(
      telemetry,
      before.filter((each) => each !== undefined),
    ),
    incidents: incidents.map(toldIncident),
    moreIncidents: more,
    calls: earlier.map(toldCall),
    segments: profile
      ? {
          tags: [...new Set([...profile.value.tags, ...profile.value.additiveTags])],
          lastConversationAt: profile.value.newest?.eventAt.toISOString() ?? null,
        }
      : null,
  };
}

interface EarlierCall {
  readonly at: Date;
  readonly subject: string;
  /** `undefined` when the ledger has forgotten it, or a preview led to the call. */
  readonly record: AlertRecord | undefined;
}

async function earlierCalls(
  customerId: string,
  alertKey: string,
  { attempts, ledger, clock }: PanelPorts,
): Promise<readonly EarlierCall[]> {
  const book = await attempts.read(customerId, clock.now());
  const last = book.attempts
    .filter((attempt) => attempt.alertKey !== alertKey)
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, MOST_CALLS);
  return Promise.all(
    last.map(async ({ at, subject, alertKey: key }) => ({ at, subject, record: await ledger.read(key) })),
  );
}

function toldCall({ at, subject, record }: EarlierCall): ShownAlert['calls'][number] {
  const story = record && alertStory(record);
  return {
    at: at.toISOString(),
    alertType: record?.alertType ?? null,
    sensorId: record?.sensorId ?? subject,
    outcome: story?.outcome ?? null,
    ring: record?.ring ?? null,
  };
}

function toldIncident({ source, metric, value, since, ticket }: Incident): ShownAlert['incidents'][number] {
  return {
    source: source.name ?? source.id,
    metric,
    value,
    since: since.toISOString(),
    ticket: ticket?.number ?? ticket?.id ?? null,
  };
}
