import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Override } from '../../local/stage-settings.ts';
import { ON_CXONE } from '../support/on-cxone.ts';
import { synthesizedApp } from '../support/synthesized-app.ts';
import type { TemplateResource } from '../support/template-walkers.ts';

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

const SIGNING = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:trunkline/dev/interactions-door-AbCdEf';
const ORG = {
  kind: 'salesforce',
  baseUrl: 'https://example.my.salesforce.com',
  externalIdField: 'Contact_Center_Key__c',
  timeZoneField: 'Time_Zone__c',
  segments: {
    fields: {
      last_interaction_summary: 'Summary__c',
      sentiment: 'Sentiment__c',
      segmentation_tags: 'Tags__c',
      last_updated: 'Updated__c',
      retention_priority: 'Retention__c',
    },
  },
};

const SUMMARIES = [{ when: { anyTag: ['churn_risk'] }, effect: { summarizeTranscript: 200 } }];

describe('a stage with a signed door for completions, summaries of transcripts and Salesforce as its CRM', () => {
  let resources: readonly TemplateResource[];
  const textsOf = (type: string, part: string): string =>
    resources
      .filter((resource) => resource.type === type && resource.path.includes(part))
      .map(({ properties }) => JSON.stringify(properties))
      .join('\n');

  beforeAll(() => {
    resources = synthesizedApp('dev', [
      { path: 'doors.interactions.signingSecretArn', value: SIGNING },
      { path: 'segmentation.rules', value: SUMMARIES },
      ...Object.entries(ORG).map(([name, value]) => ({ path: `crm.${name}`, value })),
    ]).resources;
  });

  it('forwards the signature of a completion, and the name of its door', () => {
    const door = textsOf('AWS::ApiGateway::Method', 'interactions/POST');

    expect(door).toContain('webhookSignature');
    expect(door).toContain('interactions');
  });

  it('lets segmentation verify it: the key, and the ids that were used before', () => {
    expect(textsOf('AWS::Lambda::Function', 'Segmentation/Function')).toContain('SIGNING_SECRETS');
    const policy = textsOf('AWS::IAM::Role', 'Segmentation/');
    expect(policy).toContain(SIGNING);
    expect(policy).toContain('WEBHOOK#');
  });

  it('lets segmentation read transcripts, on the budget that all share', () => {
    const policy = textsOf('AWS::IAM::Role', 'Segmentation/');

    expect(policy).toContain('dev/telephony-');
    expect(policy).toContain('RATE#telephony');
  });

  it('raises an alarm as soon as a customer is parked', () => {
    const alarm = textsOf('AWS::CloudWatch::Alarm', 'SegmentationParkedAlarm');

    expect(alarm).toContain('"parked"');
    expect(alarm).toContain('"Threshold":0');
    expect(alarm).toContain('"ComparisonOperator":"GreaterThanThreshold"');
  });

  it('sends segments to the contacts of the org', () => {
    const segmentation = textsOf('AWS::Lambda::Function', 'Segmentation/Function');

    expect(segmentation).toContain('Contact_Center_Key__c');
    expect(segmentation).toContain('Retention__c');
  });
});

describe('a stage whose segments go to a CRM that knows customers by their number', () => {
  const SEGMENTS = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:trunkline/dev/segments-AbCdEf';

  it('lets segmentation read the customer: from the cache, else from the CRM, under its budget', () => {
    const paths = {
      customer: '/customers/{customerId}',
      customers: '/customers',
      lookup: '/customers/find',
    };
    const crm = { kind: 'rest', baseUrl: 'https://segments.example.com', secretArn: SEGMENTS, paths };
    const { resources } = synthesizedApp('dev', [
      { path: 'segmentation.identifier', value: 'phone' },
      { path: 'segmentation.crm', value: crm },
    ]);
    const policy = JSON.stringify(
      resources
        .filter(({ type, path }) => type === 'AWS::IAM::Role' && path.includes('Segmentation/'))
        .map(({ properties }) => properties),
    );

    for (const granted of ['CONTACT#', 'RATE#crm', 'RATE#segments', SEGMENTS, 'dev/crm-']) {
      expect(policy).toContain(granted);
    }
  });
});

describe('a stage whose platform has no bus', () => {
  it('has observation look for conversations that have ended, and only then', () => {
    const observationOf = (changes: readonly Override[]): string =>
      JSON.stringify(
        synthesizedApp('dev', changes).resources.filter(
          ({ type, path }) => type === 'AWS::IAM::Role' && path.includes('Observation/'),
        ),
      );
    const cxone = observationOf(ON_CXONE);

    expect(cxone).toContain('POLL#ended');
    expect(cxone).toContain('sqs:SendMessage');
    expect(observationOf([])).not.toContain('POLL#');
  });
});
