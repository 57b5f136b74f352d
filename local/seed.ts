import { wallClock } from '../functions/compliance/wall-clock.ts';
import type { Customer } from '../functions/messages/customer.ts';

/** Invented people with numbers from ranges kept for fiction, spread so that it is always day for one of them. */
export const CUSTOMERS: readonly Customer[] = [
  person('CUST-9981', '+442079460018', 'Europe/London', 'Morgan Ashdown', { accountTier: 'enterprise' }),
  person('CUST-9982', '+12025550142', 'America/Los_Angeles', 'Riley Castellan', { accountTier: 'standard' }),
  person('CUST-9983', '+61255501834', 'Australia/Sydney', 'Jo Wintermere', { accountTier: 'standard' }),
  person('CUST-9984', '+12025550163', 'America/New_York', 'Sam Overbrook'),
  { ...person('CUST-9985', '+442079460052', 'Europe/London', 'Alex Fenwick'), doNotDisturb: true },
  { customerId: 'CUST-9986', phoneNumber: '+12025550177', doNotDisturb: false, name: 'Kit Larkspur' },
];

/** Sensors of the seeded customers. */
export const SENSORS: Readonly<Record<string, string>> = {
  'CUST-9981': 'TEMP-SNS-4421',
  'CUST-9982': 'TEMP-SNS-4422',
  'CUST-9983': 'TEMP-SNS-4423',
  'CUST-9984': 'LEAK-SNS-0107',
  'CUST-9985': 'TEMP-SNS-4425',
  'CUST-9986': 'VIB-SNS-0031',
};

/** Seeded customers whose local clock is well inside a window, and those whose clock is outside. */
export function byLocalTime(
  now: Date,
  window: { readonly opensAt: string; readonly closesAt: string },
): { readonly day: readonly Customer[]; readonly night: readonly Customer[] } {
  const inside = (customer: Customer): boolean => {
    if (customer.timeZone === undefined || customer.doNotDisturb) return false;
    const edges = [now, new Date(now.getTime() + 15 * 60_000), new Date(now.getTime() - 60_000)];
    return edges.every((at) => {
      const clock = hhmm(wallClock(at, customer.timeZone ?? 'UTC').secondOfDay);
      return clock >= window.opensAt && clock < window.closesAt;
    });
  };
  const callable = CUSTOMERS.filter(({ timeZone, doNotDisturb }) => timeZone !== undefined && !doNotDisturb);
  return { day: callable.filter(inside), night: callable.filter((customer) => !inside(customer)) };
}

function person(
  customerId: string,
  phoneNumber: string,
  timeZone: string,
  name: string,
  more: Partial<Customer> = {},
): Customer {
  return { customerId, phoneNumber, timeZone, doNotDisturb: false, name, ...more };
}

const hhmm = (second: number): string =>
  `${String(Math.floor(second / 3600)).padStart(2, '0')}:${String(Math.floor((second % 3600) / 60)).padStart(2, '0')}`;
