import { systemClock } from '../../functions/adapters/system.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import { unaccounted } from '../../functions/recovery/unaccounted.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { ledgerTarget } from '../ledger.ts';
import { TARGET_OPTIONS } from '../target.ts';

/**
 * `audit`: lists the alerts that should have ended long ago and have not, the ones the metric `Unaccounted` counts.
 * Exit code 1 when there are any.
 */
export async function audit(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, TARGET_OPTIONS);
  if (positionals.length > 0) throw new UsageError(`audit takes options only, not ${positionals.join(' ')}`);
  const { ledger, maxAgeMs } = await ledgerTarget(values);
  const found = await unaccounted({ ledger, clock: systemClock }, maxAgeMs);
  const listed = found.toSorted((a, b) => a.raisedAt.getTime() - b.raisedAt.getTime());
  if (values.json) console.log(JSON.stringify(listed.map(entry), undefined, 2));
  else console.log(listed.length === 0 ? 'every alert is accounted for' : listed.map(line).join('\n'));
  return listed.length === 0 ? 0 : 1;
}

const entry = ({ key, state, raisedAt, admittedAt, nextAt, waitingFor, why }: AlertRecord) => ({
  key,
  state,
  raisedAt: raisedAt.toISOString(),
  admittedAt: admittedAt.toISOString(),
  nextLookAt: nextAt?.toISOString() ?? null,
  waitingFor: waitingFor ?? why ?? null,
});

function line(alert: AlertRecord): string {
  const { key, state, raisedAt, waitingFor } = entry(alert);
  return `${raisedAt}  ${state.padEnd(12)}  ${key}  ${waitingFor ?? ''}`.trimEnd();
}
