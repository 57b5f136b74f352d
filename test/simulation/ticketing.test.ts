import { describe, expect, it } from '@jest/globals';
import { dynamoIncidents } from '../../functions/adapters/dynamo-incidents.ts';
import { advanceIncident } from '../../functions/ticketing/advance-incident.ts';
import { takeDeskChange } from '../../functions/ticketing/take-desk-change.ts';
import { takeReading } from '../../functions/ticketing/take-reading.ts';
import { ticketingViolations } from './ticketing-invariants.ts';
import { runTicketing } from './ticketing-world.ts';

const modules = { dynamoIncidents, advanceIncident, takeReading, takeDeskChange };
const SEEDS = Number(process.env.SEEDS ?? 40);
const FROM = Number(process.env.FROM ?? 1);

describe('the life of incidents', () => {
  it(`keeps its promises over ${SEEDS} schedules`, async () => {
    const broken: string[] = [];
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      const violations = ticketingViolations(await runTicketing(seed, modules));
      if (violations.length > 0) broken.push(`seed ${seed}: ${violations.join('; ')}`);
    }

    expect(broken).toEqual([]);
  }, 120_000);
});
