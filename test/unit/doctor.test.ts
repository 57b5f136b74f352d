import { describe, expect, it } from '@jest/globals';
import { eventFaults } from '../../bin/doctor/event-faults.ts';
import { dropCommand, setCommand } from '../../bin/doctor/setting-commands.ts';
import { stageFaults } from '../../bin/doctor/stage-faults.ts';
import type { InspectedStage } from '../../bin/inspected-stage.ts';
import type { SecretStore } from '../../bin/secret-store.ts';
import { stageSecrets } from '../../bin/stage-secrets.ts';
import { examineStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type Override, withOverrides } from '../../local/stage-settings.ts';

/** A stage that names no warehouse, unless a test does. */
const settings = (...overrides: Override[]) =>
  withOverrides(cdkContext().stages.dev ?? {}, [{ path: 'reports.warehouses', value: {} }, ...overrides]);

/** A stage whose secrets all end the same way. */
function patient(read: SecretStore['read'], ...overrides: Override[]): InspectedStage {
  const never = async () => {
    throw new Error('not asked here');
  };
  const secrets = { read, putPending: never, versionAt: never, moveStage: never };
  return { ...examineStage('dev', settings(...overrides)), name: 'dev', where: '--stage dev', secrets };
}

const fails = (name: string) => async () => {
  throw Object.assign(new Error('AWS says something with an ARN'), { name, $metadata: {} });
};
const NOTHING = { opensTicket: false, events: [] };

describe('the doctor', () => {
  it('names every secret that is not there, and how to make it', async () => {
    const { faults, unseen } = await stageFaults(patient(fails('ResourceNotFoundException')), NOTHING);

    expect(faults.map(({ area, subject, fault }) => [area, subject, fault])).toEqual([
      ['secrets', 'telephony (telephony.secretArn)', 'there is no such secret'],
      ['secrets', 'crm (crm.secretArn)', 'there is no such secret'],
      ['secrets', 'desk (ticketing.desk.secretArn)', 'there is no such secret'],
    ]);
    expect(faults[0]?.mend).toContain(
      'aws secretsmanager create-secret --name trunkline/dev/telephony --secret-string file://telephony.json',
    );
    expect(unseen).toEqual(
      expect.arrayContaining(['telephony: its secret cannot be used', 'crm: its secret cannot be used']),
    );
  });

  it('does not take a secret that it may not read for a wrong one', async () => {
    const { faults } = await stageFaults(patient(fails('AccessDeniedException')), NOTHING);

    expect(faults.map(({ fault }) => fault)).toEqual(
      Array(3).fill('you cannot read it: AccessDeniedException'),
    );
    expect(JSON.stringify(faults)).not.toContain('AWS says');
  });

  it('tells of a secret which fields are wrong, and never what is in it', async () => {
    const { faults } = await stageFaults(
      patient(async () => '{"clientId":"x","password":"hidden-value"}'),
      NOTHING,
    );

    expect(faults.map(({ fault }) => fault)).toContainEqual(expect.stringContaining('clientSecret'));
    expect(JSON.stringify(faults)).not.toContain('hidden-value');
  });

  it('looks at secrets although settings are wrong, and names those, too', async () => {
    const { faults, unseen } = await stageFaults(
      patient(
        fails('ResourceNotFoundException'),
        { path: 'telephony.callerId', value: 'nobody' },
        { path: 'reads.colour', value: 'red' },
      ),
      NOTHING,
    );

    expect(faults.map(({ subject }) => subject)).toEqual([
      'reads.colour',
      'telephony.callerId',
      'crm (crm.secretArn)',
      'desk (ticketing.desk.secretArn)',
    ]);
    expect(unseen).toContain('telephony: its settings cannot be read');
  });
});

describe('the command that mends a setting', () => {
  it('sets it, drops it, and counts places in a list', () => {
    expect(setCommand('dev', 'crm.kind', '"rest"')).toBe(
      `jq '.context.stages["dev"]["crm"]["kind"] = "rest"' cdk.json > cdk.json.new && mv cdk.json.new cdk.json`,
    );
    expect(dropCommand('dev', 'segmentation.rules.0.when')).toContain('["segmentation"]["rules"][0]["when"]');
  });
});

describe('live events', () => {
  const event = (topicName: string, eventBody: object) =>
    JSON.stringify({ detail: { topicName, timestamp: '2026-01-15T15:00:00Z', eventBody } });

  it.each([
    ['a trunk', event('v2.telephony.providers.edges.trunks.t', { connectedStatus: { connected: true } })],
    [
      'a campaign',
      event('v2.outbound.campaigns.c', { id: 'c', campaignStatus: 'on', version: 1, dateModified: null }),
    ],
    [
      'a conversation',
      event('v2.detail.events.conversation.c.acw', { conversationId: 'c', eventTime: 1_700_000_000_000 }),
    ],
    ['a topic that nothing listens to', event('v2.users.u.presence', {})],
  ])('of %s are read', (_, text) => {
    expect(eventFaults([text]).faults).toEqual([]);
  });

  it.each([
    [
      'a trunk',
      event('v2.telephony.providers.edges.trunks.t', { connectedStatus: { connected: 'yes' } }),
      'connected',
    ],
    ['a campaign', event('v2.outbound.campaigns.c', { id: 'c', campaignStatus: 'on' }), 'version'],
    [
      'a conversation',
      event('v2.detail.events.conversation.c.wrapup', { conversationId: 'c', eventTime: 'noon' }),
      'eventTime',
    ],
    ['nothing we know', '{"detail":{}}', 'topicName'],
    ['no JSON', 'not json', 'topicName'],
  ])('of %s that have changed are named with their fields', (_, text, field) => {
    expect(eventFaults([text]).faults).toMatchObject([
      { area: 'events', fault: expect.stringContaining(field) },
    ]);
  });
});

it('names the secrets of warehouses and signed doors, each ARN once', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:x';
  const warehouse = {
    kind: 'bigquery',
    secretArn: `${arn}/mart`,
    projectId: 'my-project-1',
    dataset: 'analytics',
    table: 'reports',
  };
  const { blocks } = examineStage(
    'dev',
    settings(
      { path: 'reports.warehouses.mart', value: warehouse },
      { path: 'doors.alerts.signingSecretArn', value: `${arn}/door` },
      { path: 'doors.incidents.signingSecretArn', value: `${arn}/door` },
    ),
  );

  expect(stageSecrets(blocks).map(({ name }) => name)).toEqual([
    'telephony',
    'crm',
    'desk',
    'warehouse.mart',
    'door.alerts',
  ]);
});
