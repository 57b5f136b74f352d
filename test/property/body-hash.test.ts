import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyHash } from '../../functions/admission/body-hash.ts';
import { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { sensorAlert } from '../support/builders.ts';

const extras = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => shuffled(entry, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, entry]) => [name, shuffled(entry, seed)] as const);
  const turn = entries.length === 0 ? 0 : seed % entries.length;
  return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].toReversed());
}

const hashOf = (body: unknown): string => bodyHash(SensorAlert.parse(JSON.parse(JSON.stringify(body))));

describe('the hash of an alert', () => {
  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(extras, fc.nat(), (extra, seed) => {
        const body = sensorAlert({ telemetryData: { currentValue: 1, threshold: 2, unit: 'bar', ...extra } });
        fc.pre(SensorAlert.safeParse(body).success);

        expect(hashOf(shuffled(body, seed))).toBe(hashOf(body));
      }),
    );
  });

  it('does not depend on the offset the instant is spelled with', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (date, offset) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
          const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60].map((part) =>
            String(Math.floor(part)).padStart(2, '0'),
          );
          const spelled = `${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;

          expect(hashOf(sensorAlert({ timestamp: spelled }))).toBe(
            hashOf(sensorAlert({ timestamp: date.toISOString() })),
          );
        },
      ),
    );
  });
});
