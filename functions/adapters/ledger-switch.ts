import type { DialingStop, DialingSwitch } from '../ports/dialing-switch.ts';
import { DIALING_SWITCH, type Item, instant } from './ledger-items.ts';
import type { LedgerTable } from './ledger-table.ts';

/** The switch on the ledger's table: one item, written over as a whole. */
export function dialingSwitch(items: LedgerTable): DialingSwitch {
  const put = (state: 'stopped' | 'running', { since, by, reason }: DialingStop): Promise<void> =>
    items.put({ pk: DIALING_SWITCH, st: state, at: since.getTime(), by, why: reason });

  return {
    readStop: async () => stopFrom(await items.strongly(DIALING_SWITCH)),
    stopDialing: (stop) => put('stopped', stop),
    startDialing: (start) => put('running', start),
  };
}

/** The stop an item of the switch stands for; `undefined` while dialing goes on. */
export function stopFrom(item: Item | undefined): DialingStop | undefined {
  if (item?.st?.S !== 'stopped') return undefined;
  return { since: instant(item.at) ?? new Date(0), by: item.by?.S ?? '', reason: item.why?.S ?? '' };
}
