import type { DialingStop } from '../../functions/ports/dialing-switch.ts';
import type { Ledger } from '../../functions/ports/ledger.ts';
import { looksPersonal } from '../../functions/runtime/personal-text.ts';
import { onlyPositional, readArguments, UsageError } from '../arguments.ts';
import { ledgerTarget } from '../ledger.ts';
import { TARGET_OPTIONS } from '../target.ts';

const LONGEST_REASON = 200;

/**
 * `dialing stop|start --reason "..." [--by TEAM]` stops all dialing or lets it go on; `dialing status` tells. A stop is in
 * force as soon as the command ends: it is read before every grant and again right before every request.
 */
export async function dialing(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    reason: { type: 'string' },
    by: { type: 'string', default: 'operator' },
  });
  const act = onlyPositional(positionals, 'stop, start or status');
  const word = act === 'status' ? undefined : spoken(act, values.reason, values.by);
  const { ledger } = await ledgerTarget(values);
  if (word) await (act === 'stop' ? ledger.stopDialing(word) : ledger.startDialing(word));
  console.log(await state(ledger, values.json));
  return 0;
}

/** Checks what is to be remembered. @throws {UsageError} it is missing, too long, or may be about a person */
function spoken(act: string, reason: string | undefined, by: string): DialingStop {
  if (act !== 'stop' && act !== 'start') throw new UsageError(`dialing ${act}: write stop, start or status`);
  if (reason === undefined || reason.trim() === '') throw new UsageError(`say why: --reason "..."`);
  if (reason.length > LONGEST_REASON)
    throw new UsageError(`--reason is longer than ${LONGEST_REASON} characters`);
  if (!/^[a-z][a-z0-9 _-]{0,39}$/.test(by))
    throw new UsageError('--by names a team or a role in small letters, not a person');
  if (looksPersonal(reason))
    throw new UsageError('--reason is kept and shown: leave numbers and addresses of people out of it');
  return { since: new Date(), by, reason: reason.trim() };
}

async function state(ledger: Ledger, json: boolean): Promise<string> {
  const stop = await ledger.readStop();
  if (json) return JSON.stringify(stop ? { dialing: 'stopped', ...stop } : { dialing: 'running' });
  if (!stop) return 'dialing is running';
  return `dialing is stopped since ${stop.since.toISOString()} by ${stop.by}: ${stop.reason}`;
}
