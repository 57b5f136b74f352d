import type { ShownAlert } from '../../functions/panel/show-alert.ts';
import { Card } from '../shared/card.tsx';
import { Pill } from '../shared/pill.tsx';
import { Age, List } from './steps.tsx';
import { STRINGS, wordFor } from './strings.ts';
import { useNow } from './use-now.ts';

/** What is open elsewhere, and what conversations left with the customer. */
export function Surroundings({ alert }: { readonly alert: ShownAlert | undefined }) {
  if (alert === undefined) return null;
  return (
    <div class="surroundings">
      <Incidents incidents={alert.incidents} more={alert.moreIncidents} />
      {alert.segments && <Segments segments={alert.segments} />}
    </div>
  );
}

interface IncidentsProps {
  readonly incidents: ShownAlert['incidents'];
  readonly more: boolean;
}

function Incidents({ incidents, more }: IncidentsProps) {
  const now = useNow(10_000);
  return (
    <List title={STRINGS.incidents} id="incidents" none={STRINGS.noIncidents}>
      {incidents.map(({ source, metric, value, since, ticket }) => (
        <li key={`${source} ${metric}`}>
          <span>
            <strong>{source}</strong>{' '}
            <span class="soft">
              {wordFor(STRINGS.metrics, metric)}
              {metric === 'wait_seconds' && ` ${STRINGS.minutes(Math.round(value / 60))}`}
              {ticket && `, ${STRINGS.ticket} ${ticket}`}
            </span>
          </span>
          <Age at={since} now={now} />
        </li>
      ))}
      {more && <li class="soft">{STRINGS.moreIncidents}</li>}
    </List>
  );
}

function Segments({ segments }: { readonly segments: NonNullable<ShownAlert['segments']> }) {
  const now = useNow(10_000);
  const { tags, lastConversationAt } = segments;
  return (
    <Card title={STRINGS.segments} id="segments">
      <p class="tags">
        {tags.map((tag) => (
          <Pill key={tag}>{tag}</Pill>
        ))}
      </p>
      {lastConversationAt && (
        <p class="soft small">
          {STRINGS.lastConversation} <Age at={lastConversationAt} now={now} />
        </p>
      )}
    </Card>
  );
}
