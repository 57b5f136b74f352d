import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BusEvent, fromBus, fromTelephonyEvent } from '../../functions/messages/from-genesys-telephony.ts';
import { TelephonyEvent } from '../../functions/messages/telephony-event.ts';
import { named } from '../../functions/ticketing/work-on.ts';
import { waitReading } from '../support/ticketing-rules.ts';

const EVENTS = join(import.meta.dirname, '../../events/genesys');
const sample = (name: string): BusEvent =>
  BusEvent.parse(JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8')));

const QUEUE = '5e2d8f10-7b43-4c9a-b6e1-0d9c8a7f6e55';
const TRUNK = '6c5b4a39-2817-4f06-95e4-d3c2b1a09f8e';
const EDGE = 'd0c1b2a3-9485-4766-8594-0a1b2c3d4e5f';

/** A sample whose body is changed. */
const changed = (name: string, eventBody: object): BusEvent => {
  const event = sample(name);
  return { ...event, detail: { ...event.detail, eventBody: { ...eventBody } } };
};

describe('a real event of the platform', () => {
  it.each([
    ['analytics-queue-observations', 'queue', QUEUE, 'wait_seconds', 340],
    ['telephony-trunk-down', 'trunk', TRUNK, 'trunk_down', 1],
    ['telephony-trunk-up', 'trunk', TRUNK, 'trunk_down', 0],
    ['telephony-edge-offline', 'edge', EDGE, 'edge_down', 1],
    ['operations-event', 'trunk', TRUNK, 'trunk_down', 1],
  ])('%s is one reading', (name, kind, id, metric, value) => {
    const readings = fromBus(sample(name));

    expect(readings).toMatchObject({
      kind: 'measured',
      measurements: [{ source: { kind, id }, metric, value }],
    });
  });

  it('of an operation tells the edge and the name of its trunk', () => {
    expect(fromBus(sample('operations-event'))).toMatchObject({
      measurements: [{ source: { edgeId: EDGE, name: 'Carrier A primary' } }],
    });
  });

  it('takes milliseconds of the longest wait for seconds', () => {
    const event = changed('analytics-queue-activity', {
      results: [{ data: [{ metric: 'oLongestWaiting', count: 301_500 }] }],
    });

    expect(fromBus(event)).toMatchObject({ measurements: [{ metric: 'wait_seconds', value: 301.5 }] });
  });

  it('reads an empty queue as no wait', () => {
    const event = changed('analytics-queue-activity', {
      results: [{ data: [{ metric: 'oWaiting', count: 0 }] }],
    });

    expect(fromBus(event)).toMatchObject({ measurements: [{ value: 0 }] });
  });

  it.each(['analytics-queue-activity', 'telephony-trunk-metrics'])(
    '%s says nothing about a wait or a trunk',
    (name) => {
      expect(fromBus(sample(name)).kind).toBe('ignored');
    },
  );

  it.each([
    ['telephony-edge-offline', { id: EDGE, status: 'OFFLINE' }, 'onlineStatus'],
    ['telephony-trunk-down', { connectedStatus: { up: false } }, 'connected'],
    [
      'analytics-queue-observations',
      { group: {}, data: [{ interval: 'x', metrics: [{ metric: 'tAnswered', stats: { count: 3 } }] }] },
      'value',
    ],
  ])('%s whose fields were renamed has drifted, and says which', (name, body, field) => {
    expect(fromBus(changed(name, body))).toEqual({ kind: 'drifted', fields: [field] });
  });
});

describe("the guide's event", () => {
  const event = (metrics: readonly object[]): TelephonyEvent =>
    TelephonyEvent.parse({
      id: 'evt-1',
      eventType: 'telephony.queue.waiting',
      metrics,
      timestamp: '2026-11-21T16:21:07+02:00',
    });

  it('is one reading a metric, in UTC', () => {
    expect(fromTelephonyEvent(event([{ name: 'Field service', avg: 412 }]))).toEqual({
      kind: 'measured',
      measurements: [waitReading(412, new Date('2026-11-21T14:21:07.000Z'), 'Field service')],
    });
  });

  it.each([
    [{ avg: 412 }, ['name']],
    [{ name: null, avg: 412 }, ['name']],
    [{ name: 'Field service' }, ['avg']],
    [{ name: 'Field service', avg: 'long' }, ['avg']],
    [{ queue: { name: 'Field service' } }, ['name', 'avg']],
  ])('has drifted when a metric is %j', (metric, fields) => {
    expect(fromTelephonyEvent(event([metric]))).toEqual({ kind: 'drifted', fields });
  });
});

describe('a queue', () => {
  it.each(['field-service', QUEUE])('is one source, by its name or its id: %s', (told) => {
    const reading = named(waitReading(400, new Date(), told), { 'field-service': QUEUE });

    expect(reading.source).toEqual({ kind: 'queue', id: QUEUE, name: 'field-service' });
  });

  it('that the stage does not know stays as it was told', () => {
    expect(named(waitReading(400, new Date(), 'other'), {}).source).toEqual({ kind: 'queue', id: 'other' });
  });
});
