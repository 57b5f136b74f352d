// Prints a digest of many verdicts, so that processes of different time zones can be compared.
import { createHash } from 'node:crypto';
import { dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { HOLIDAYS } from '../../functions/compliance/generated/holidays.ts';

const PHONES = ['+12125550123', '+18005550199', '+61491570006', '+442079460958', '+33199001234'];
const HOURS = 24 * 400;

const verdicts = Array.from({ length: 600 }, (_, index) => {
  const instant = new Date(Date.UTC(2026, 0, 1) + ((index * 7919) % HOURS) * 3_600_000 + index * 61_000);
  const phoneE164 = PHONES[index % PHONES.length] ?? '';
  return [
    dialingPermission(
      { instant, phoneE164, purpose: 'informational' },
      { kind: 'window', opensAt: '08:00', closesAt: '20:00' },
    ),
    dialingPermission(
      { instant, phoneE164, purpose: 'marketing', attempts: [{ at: instant, customer: 'a', subject: 'b' }] },
      { kind: 'jurisdiction', rules: CALLING_HOURS, holidays: HOLIDAYS },
    ),
  ];
});
console.log(createHash('sha256').update(JSON.stringify(verdicts)).digest('hex'));
