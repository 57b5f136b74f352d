import { Pill } from '../shared/pill.tsx';
import { clockIn, dayAndClockIn, fullTime } from './format.ts';
import { STRINGS } from './strings.ts';
import { plainWords } from './words.ts';

/** The decision as the story tells it: every field may be missing in one that was kept before it was known. */
interface Told {
  readonly reason?: string;
  readonly at?: string;
  readonly zones?: readonly string[];
  readonly validUntil?: string;
  readonly nextAllowedAt?: string;
  readonly policy?: string;
  readonly asked?: {
    readonly purpose?: string;
    readonly regions?: readonly string[];
    readonly doNotDisturb?: boolean;
    readonly customer?: { readonly freshness: string; readonly fetchedAt: string };
    readonly suppressed?: { readonly scope: string };
    readonly consent?: { readonly level: string };
    readonly attempts?: readonly object[];
    readonly versions?: Readonly<Record<string, string>>;
  };
}

interface DecisionRecordProps {
  readonly decision: unknown;
  readonly explanation: string | undefined;
}

type Fact = readonly [name: string, value: string | undefined];

/** Why a call was allowed or refused: the verdict, the clocks, the next lawful instant, and what was known. */
export function DecisionRecord({ decision, explanation }: DecisionRecordProps) {
  const words = STRINGS.decision;
  const told = isTold(decision) ? decision : undefined;
  return (
    <>
      <h3 class="part">{words.title}</h3>
      {!told && <p class="soft">{words.none}</p>}
      {told && (
        <>
          <p class="note">
            <Pill tone={isAllowed(told) ? 'good' : 'warn'}>
              {isAllowed(told) ? words.allowed : words.refused(plainWords(told.reason ?? ''))}
            </Pill>
          </p>
          <dl class="facts">
            {[...moments(told), ...knowledge(told)].map(
              ([name, value]) =>
                value !== undefined &&
                value !== '' && (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ),
            )}
          </dl>
        </>
      )}
      {explanation !== undefined && (
        <details class="note">
          <summary>{words.explained}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
          <pre class="explanation small" tabIndex={0}>
            {explanation}
          </pre>
        </details>
      )}
    </>
  );
}

const isTold = (decision: unknown): decision is Told => typeof decision === 'object' && decision !== null;

const isAllowed = ({ reason }: Told): boolean => reason === 'allowed';

function moments(told: Told): readonly Fact[] {
  const words = STRINGS.decision;
  const { at, zones = [], nextAllowedAt, validUntil } = told;
  const clocks = zones.map((zone) => `${(at && clockIn(zone, at)) ?? ''} ${zone}`.trim());
  const next = isAllowed(told) ? undefined : words.nextNever;
  return [
    [words.at, at && fullTime(at)],
    [words.clocks, clocks.join(', ')],
    [words.next, nextAllowedAt ? inZones(nextAllowedAt, zones) : next],
    [words.until, validUntil && inZones(validUntil, zones)],
  ];
}

/** An instant as the first of the zones shows it, and in UTC. */
function inZones(instant: string, [zone]: readonly string[]): string {
  const there = zone === undefined ? undefined : dayAndClockIn(zone, instant);
  return there === undefined ? fullTime(instant) : STRINGS.decision.there(there, fullTime(instant));
}

function knowledge({ asked, policy }: Told): readonly Fact[] {
  const words = STRINGS.decision;
  const {
    purpose,
    doNotDisturb,
    customer,
    suppressed,
    consent,
    attempts,
    regions,
    versions = {},
  } = asked ?? {};
  const data = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const optOut = asked && (suppressed?.scope ?? words.notOptedOut);
  return [
    [words.purpose, purpose && plainWords(purpose)],
    [words.doNotDisturb, doNotDisturb === undefined ? undefined : doNotDisturb ? words.yes : words.no],
    [words.read, customer && `${customer.freshness}, ${fullTime(customer.fetchedAt)}`],
    [words.optOut, optOut],
    [words.consent, consent?.level],
    [words.attempts, attempts && String(attempts.length)],
    [words.regions, regions?.join(', ')],
    [words.policy, policy],
    [words.data, data.join(', ')],
  ];
}
