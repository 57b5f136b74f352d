import type { OpenedSession } from '../../functions/panel/open-session.ts';
import type { ShownAlert } from '../../functions/panel/show-alert.ts';
import { ago } from '../shared/ago.ts';
import { Card } from '../shared/card.tsx';
import { Pill } from '../shared/pill.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import { Readings } from './readings.tsx';
import { inWords, STRINGS } from './strings.ts';
import { useNow } from './use-now.ts';

interface TelemetryProps {
  readonly alert: ShownAlert | undefined;
  readonly session: OpenedSession | undefined;
  readonly late: boolean;
}

/** What the sensor saw: the reading in figures, in words and as a chart. */
export function Telemetry({ alert, session, late }: TelemetryProps) {
  const now = useNow(10_000);
  const raised = session && (now - Date.parse(session.alert.raisedAt)) / 1000;
  const critical = session?.alert.lane === 'critical';
  const aside = session && <Pill tone={critical ? 'bad' : 'plain'}>{inWords(session.alert.alertType)}</Pill>;
  return (
    <Card title={STRINGS.saw} id="saw" aside={aside} busy={alert === undefined}>
      {session && (
        <p class="soft small">
          {session.alert.sensorId} · {STRINGS.raised.toLowerCase()} {ago(raised ?? 0, STRINGS.ages)}
        </p>
      )}
      {alert === undefined ? (
        <div class="chart-place">
          {late ? (
            <p class="notice" data-tone="warn">
              {STRINGS.late}
            </p>
          ) : (
            <Skeleton widths={[45, 100, 96]} />
          )}
        </div>
      ) : (
        <Readings telemetry={alert.telemetry} />
      )}
    </Card>
  );
}
