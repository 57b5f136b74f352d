import { describe, expect, it } from '@jest/globals';
import { parseStage, type StageError } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type Override, withOverrides } from '../../local/stage-settings.ts';

/** The problems of the dev stage with this segmentation. */
const problemsOf = (path: string, value: unknown): readonly string[] =>
  problemsWith([{ path: `segmentation.${path}`, value }]);

/** The same for several settings of it, and perhaps another CRM of the stage. */
const problemsOfAll = (settings: object, crm?: object): readonly string[] =>
  problemsWith([
    ...Object.entries(settings).map(([name, value]) => ({ path: `segmentation.${name}`, value })),
    ...(crm ? [{ path: 'crm', value: crm }] : []),
  ]);

function problemsWith(overrides: readonly Override[]): readonly string[] {
  try {
    parseStage('dev', withOverrides(cdkContext().stages.dev ?? {}, overrides));
    return [];
  } catch (error) {
    return (error as StageError).problems;
  }
}
const SALESFORCE = {
  kind: 'salesforce',
  baseUrl: 'https://example.my.salesforce.com',
  secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:sf',
  externalIdField: 'Contact_Center_Key__c',
  fields: {
    last_interaction_summary: 'Summary__c',
    sentiment: 'Sentiment__c',
    segmentation_tags: 'Tags__c',
    last_updated: 'Updated__c',
    retention_priority: 'Retention__c',
  },
};
const REST = {
  kind: 'rest',
  baseUrl: 'https://segments.example.com',
  secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:segments',
  paths: { customer: '/customers/{customerId}', customers: '/customers' },
};
const rule = (when: object, effect: object) => [{ when, effect }];

describe('the settings of segmentation', () => {
  it('are there by default, and the stages of this repository have none that is wrong', () => {
    // Previews come by the bus that segmentation names, and what agents passed over is told there.
    const { segmentation: _left, context: _asWell, previews, ...dev } = cdkContext().stages.dev ?? {};
    const { requeue: _neither, ...offered } = previews as Record<string, unknown>;

    expect(parseStage('dev', { ...dev, previews: offered }).segmentation).toMatchObject({
      coalesceSeconds: 5,
      rules: [],
    });
    expect(problemsOf('coalesceSeconds', 0)).toEqual([]);
  });

  it('take Salesforce with a field for every attribute', () => {
    expect(problemsOf('crm', SALESFORCE)).toEqual([]);
  });

  it('know customers by a number or address that no request names in its address', () => {
    const rest = { ...REST, paths: { ...REST.paths, lookup: '/customers/find' } };

    expect(problemsOf('identifier', 'phone')).toEqual([]);
    for (const crm of [rest, SALESFORCE]) {
      expect(problemsOfAll({ identifier: 'phone', crm })).toEqual([]);
      expect(problemsOfAll({ identifier: 'email', crm })).toEqual([]);
    }
  });

  it('are refused where a number would stand in an address, by the name of what is missing', () => {
    expect(problemsOfAll({ identifier: 'phone', crm: REST })).toEqual([
      "segmentation.crm.paths.lookup: missing; no request may name a customer's phone in its address",
    ]);
  });

  it("are refused with another identifier in the stage's own Salesforce, whose contacts have our ids", () => {
    const crm = { kind: 'salesforce', baseUrl: SALESFORCE.baseUrl, secretArn: SALESFORCE.secretArn };
    const org = {
      ...crm,
      externalIdField: 'Contact_Center_Key__c',
      timeZoneField: 'Time_Zone__c',
      segments: { fields: SALESFORCE.fields },
    };

    expect(problemsOfAll({ identifier: 'email' }, org)).toEqual([
      'crm.fields.email: missing; segmentation.identifier is read from it',
      "segmentation.identifier: contacts of the stage's CRM are known by our id, not by email",
    ]);
  });

  it.each<[string, string, unknown, string]>([
    [
      'a condition nobody knows',
      'rules',
      rule({ mood: 'bad' }, { addTags: ['a'] }),
      'segmentation.rules.0.when.mood: no such setting',
    ],
    [
      'an attribute every update has',
      'rules',
      rule({}, { set: { sentiment: 1 } }),
      'segmentation.rules.0.effect.set.sentiment: every update has it; a rule cannot set it',
    ],
    [
      'a range without a sentiment',
      'rules',
      rule({ sentimentAtLeast: 1, sentimentBelow: 1 }, { addTags: ['a'] }),
      'segmentation.rules.0.when: no sentiment is in this range',
    ],
    [
      'an effect that does nothing',
      'rules',
      rule({}, {}),
      'segmentation.rules.0.effect: names nothing to do',
    ],
    [
      'a host on this machine',
      'crm',
      { ...SALESFORCE, baseUrl: 'http://127.0.0.1:9' },
      'segmentation.crm.baseUrl',
    ],
    [
      'a field too few',
      'crm',
      { ...SALESFORCE, fields: { ...SALESFORCE.fields, retention_priority: undefined } },
      'segmentation.crm.fields.retention_priority',
    ],
    [
      'rules too long for a function',
      'rules',
      Array.from({ length: 90 }, () => rule({}, { addTags: ['a'] })).flat(),
      'segmentation: rules and crm are',
    ],
  ])('with %s are refused by their path', (_what, path, value, problem) => {
    const found = problemsOf(path, JSON.parse(JSON.stringify(value)));

    expect(found).toEqual([expect.stringContaining(problem)]);
  });
});
