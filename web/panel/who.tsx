import type { ContactContext } from '../../functions/contact/contact-context.ts';
import type { OpenedSession } from '../../functions/panel/open-session.ts';
import { ago } from '../shared/ago.ts';
import { Pill } from '../shared/pill.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import { useMark } from './mark.ts';
import type { PanelState } from './panel-state.ts';
import { inWords, STRINGS } from './strings.ts';
import { useNow } from './use-now.ts';

interface WhoProps {
  readonly customer: PanelState['customer'];
  readonly session: OpenedSession | undefined;
}

/** Who is on the line, how fresh that is, and what speaks against a call. */
export function Who({ customer, session }: WhoProps) {
  const freshness = customer?.context.freshness;
  useMark('panel:customer', customer !== undefined);
  useMark('panel:live', freshness === 'live' || freshness === 'cached');
  if (customer === undefined || session === undefined) {
    return (
      <section class="card who" aria-busy="true" aria-label={STRINGS.loading}>
        <Skeleton widths={[62, 90, 75]} />
      </section>
    );
  }
  const { context } = customer;
  return (
    <section class="card who" aria-labelledby="who">
      <div class="who-line">
        <h1 id="who">{context.name ?? STRINGS.noName}</h1>
        {context.accountTier && <Pill tone="accent">{inWords(context.accountTier)}</Pill>}
      </div>
      <Freshness customer={customer} />
      {context.withheldReason && context.withheldReason !== 'context_unavailable' && (
        <p class="notice" data-tone={context.withheldReason.endsWith('unknown') ? 'warn' : 'bad'}>
          {STRINGS.withheld[context.withheldReason]}
        </p>
      )}
      <Facts context={context} session={session} />
    </section>
  );
}

function Freshness({
  customer: { context, at, asking },
}: {
  readonly customer: NonNullable<WhoProps['customer']>;
}) {
  const now = useNow(10_000);
  const seconds = (context.ageSeconds ?? 0) + Math.max(0, (now - at) / 1000);
  const isNew = context.freshness === 'live' || context.freshness === 'cached';
  const isSilent = asking && context.reason !== null && context.reason !== 'not_asked';
  return (
    <p class="freshness soft small" role="status">
      <span class="dot" data-tone={isNew ? 'good' : 'warn'} aria-hidden="true" />
      <span>
        {told(context, ago(seconds, STRINGS.ages))}
        {!isNew && asking && ` ${isSilent ? STRINGS.silent : `${STRINGS.asking} ...`}`}
        {!isNew && !asking && context.reason !== 'unknown_customer' && ` ${STRINGS.gaveUp}`}
      </span>
    </p>
  );
}

function told({ freshness, reason, ageSeconds }: ContactContext, age: string): string {
  if (reason === 'unknown_customer') return STRINGS.unknownCustomer;
  if (ageSeconds === null) return STRINGS.nothingKept;
  return freshness === 'stale' ? `${STRINGS.kept} ${age}.` : `${STRINGS.fromCrm} ${age}.`;
}

function Facts({ context, session }: { readonly context: ContactContext; readonly session: OpenedSession }) {
  const now = useNow(10_000);
  const facts: [string, string | null][] = [
    [STRINGS.localTime, context.timeZone && localTime(context.timeZone, now)],
    [STRINGS.phone, session.alert.phone],
    [STRINGS.customerId, context.customerId],
    ...Object.entries(context.fields).map(([name, value]): [string, string] => [inWords(name), value]),
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="figures">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** The clock where the customer is; nothing for a zone the browser does not know. */
function localTime(timeZone: string, now: number): string | null {
  try {
    const time = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
    });
    return time.format(now);
  } catch {
    return null;
  }
}
