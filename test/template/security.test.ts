import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { type Override, withOverrides } from '../../local/stage-settings.ts';
import { stageVariants } from '../../local/stage-variants.ts';
import { type SynthesizedApp, synthesizedApp } from '../support/synthesized-app.ts';
import { ofType, type TemplateResource } from '../support/template-walkers.ts';

const KEY: Override = { path: 'security.customerKey', value: true };
const ACL: Override = { path: 'security.webAcl', value: { requestsPerFiveMinutes: 2000 } };

let plain: SynthesizedApp;
let keyed: SynthesizedApp;
beforeAll(() => {
  plain = synthesizedApp('dev');
  keyed = synthesizedApp('dev', [KEY]);
});

const textOf = ({ properties }: TemplateResource): string => JSON.stringify(properties);
const pathsOf = (resources: readonly TemplateResource[]): readonly string[] =>
  resources.map(({ path }) => path);
/** Paths of the resources of a type that a condition does not hold for; there must be some that could. */
function without(
  { resources }: SynthesizedApp,
  type: string,
  holds: (resource: TemplateResource) => boolean,
): readonly string[] {
  const found = ofType(resources, type);
  expect(found.length).toBeGreaterThan(0);
  return pathsOf(found.filter((resource) => !holds(resource)));
}

describe('every stage', () => {
  it('lets nobody reach a queue, a topic or a bucket without TLS', () => {
    const denies = (resource: TemplateResource): boolean =>
      textOf(resource).includes('"aws:SecureTransport":"false"');
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy']) {
      expect(without(plain, type, denies)).toEqual([]);
    }
    const count = (type: string): number => ofType(plain.resources, type).length;
    const covered = ofType(plain.resources, 'AWS::SQS::QueuePolicy').flatMap(
      ({ properties }) => properties.Queues as readonly unknown[],
    );
    expect(new Set(covered.map((queue) => JSON.stringify(queue))).size).toBe(count('AWS::SQS::Queue'));
    expect(covered).toHaveLength(count('AWS::SQS::Queue'));
    expect(count('AWS::SNS::TopicPolicy')).toBe(count('AWS::SNS::Topic'));
    expect(count('AWS::S3::BucketPolicy')).toBe(count('AWS::S3::Bucket'));
  });

  it('takes TLS 1.2 and newer alone at its buckets and APIs', () => {
    expect(
      without(plain, 'AWS::S3::BucketPolicy', (policy) => textOf(policy).includes('"s3:TlsVersion":1.2')),
    ).toEqual([]);
    expect(
      without(
        plain,
        'AWS::ApiGateway::RestApi',
        ({ properties }) =>
          properties.SecurityPolicy === 'SecurityPolicy_TLS13_1_2_2021_06' &&
          properties.EndpointAccessMode === 'BASIC',
      ),
    ).toEqual([]);
  });

  it('blocks every public access to its buckets', () => {
    const BLOCKED = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };
    for (const { properties } of ofType(plain.resources, 'AWS::S3::Bucket')) {
      expect(properties.PublicAccessBlockConfiguration).toEqual(BLOCKED);
    }
  });

  it('keeps logs as long as it says, and removes their groups with what wrote them', () => {
    const groups = ofType(plain.resources, 'AWS::Logs::LogGroup');
    expect(groups.map(({ properties }) => properties.RetentionInDays)).toEqual(groups.map(() => 30));
    expect(pathsOf(groups.filter(({ isRetained }) => isRetained))).toEqual([]);
  });

  it('holds both APIs to a rate', () => {
    const isHeld = ({ properties }: TemplateResource): boolean =>
      JSON.stringify(properties.MethodSettings).includes('"ThrottlingRateLimit"');
    expect(without(plain, 'AWS::ApiGateway::Stage', isHeld)).toEqual([]);
  });

  it('encrypts everything with keys of AWS, and has neither a key nor a web ACL of its own', () => {
    expect(ofType(plain.resources, 'AWS::KMS::Key')).toEqual([]);
    expect(plain.resources.filter(({ type }) => type.startsWith('AWS::WAFv2::'))).toEqual([]);
    expect(plain.resources.filter((resource) => textOf(resource).includes('"kms:'))).toEqual([]);
    expect(
      without(plain, 'AWS::SQS::Queue', ({ properties }) => properties.SqsManagedSseEnabled === true),
    ).toEqual([]);
  });
});

describe('the stacks', () => {
  it.each(stageVariants())(
    'fit into CloudFormation’s 500 resources: $stage, $variant',
    ({ stage, settings }) => {
      const overrides = Object.entries(settings).map(([path, value]) => ({ path, value }));
      const { resources } = synthesizedApp(stage, overrides);

      expect(resources.filter(({ stack }) => stack === 'Pipeline').length).toBeLessThanOrEqual(500);
    },
  );
});

describe('a stage with a key of its own', () => {
  it('has one, rotated and retained', () => {
    const keys = ofType(keyed.resources, 'AWS::KMS::Key');

    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ isRetained: true, properties: { EnableKeyRotation: true } });
  });

  it.each([
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
  ])('has every %s under it', (type, property) => {
    expect(without(keyed, type, ({ properties }) => isOwnKey(properties[property]))).toEqual([]);
  });

  it('has both tables under it', () => {
    expect(
      without(keyed, 'AWS::DynamoDB::Table', ({ properties }) =>
        /"KMSMasterKeyId":\{"Fn::GetAtt":\["Key/.test(JSON.stringify(properties.SSESpecification)),
      ),
    ).toEqual([]);
  });

  it('has every bucket under it but the one of access logs, which S3 writes under its own alone', () => {
    const isUnder = ({ properties }: TemplateResource): boolean =>
      /"KMSMasterKeyID":\{"Fn::GetAtt":\["Key/.test(JSON.stringify(properties.BucketEncryption));

    expect(without(keyed, 'AWS::S3::Bucket', isUnder)).toEqual(['State/ArchiveAccessLog/Resource']);
  });

  it('gives each role the key through the services alone that it may use itself', () => {
    for (const { path, properties } of ofType(keyed.resources, 'AWS::IAM::Role')) {
      const text = JSON.stringify(properties);
      const services = new Set([...text.matchAll(/"(sqs|sns|s3|dynamodb)\.",/g)].map(([, name]) => name));
      const used = Object.keys(CONTENTS).filter((name) => CONTENTS[name]?.test(text));
      expect({ path, services: [...services].toSorted() }).toEqual({ path, services: used.toSorted() });
      for (const { Action: action, Resource: resource } of statementsOf(properties)) {
        if (!JSON.stringify(action).includes('kms:')) continue;
        expect(JSON.stringify(action)).not.toContain('*');
        expect(isOwnKey(resource)).toBe(true);
      }
    }
  });

  it('lets the logs and the alarms of this account use it', () => {
    const policy = textOf(ofType(keyed.resources, 'AWS::KMS::Key')[0]!);

    expect(policy).toContain('"cloudwatch.amazonaws.com"');
    expect(policy).toContain('"logs."');
    expect(policy).toContain('kms:EncryptionContext:aws:logs:arn');
    expect(policy).toContain('"events.amazonaws.com"');
  });
});

describe('a stage with a web ACL', () => {
  it('has it before every API, with a rate for each address and AWS’s own lists', () => {
    const { resources } = synthesizedApp('local', [ACL]);
    const [acl, ...more] = ofType(resources, 'AWS::WAFv2::WebACL');
    const associations = ofType(resources, 'AWS::WAFv2::WebACLAssociation').map(textOf);

    expect(more).toEqual([]);
    expect(acl?.properties).toMatchObject({
      Scope: 'REGIONAL',
      Rules: [
        { Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } } },
        { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesAmazonIpReputationList' } } },
        { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesKnownBadInputsRuleSet' } } },
      ],
    });
    expect(associations).toHaveLength(ofType(resources, 'AWS::ApiGateway::RestApi').length);
    expect(associations.filter((text) => text.includes('DoorsApiRest'))).toHaveLength(1);
    expect(associations.filter((text) => text.includes('ReadsApiRest'))).toHaveLength(1);
  });

  it('cannot hold addresses to less than AWS WAF can', () => {
    const settings = withOverrides(cdkContext().stages.dev ?? {}, [
      { path: 'security.webAcl', value: { requestsPerFiveMinutes: 5 } },
    ]);

    expect(() => parseStage('dev', settings)).toThrow('security.webAcl.requestsPerFiveMinutes');
  });
});

/** What of a service touches what the key encrypts; how many messages wait, say, is no secret. */
const CONTENTS: Readonly<Record<string, RegExp>> = {
  sqs: /"sqs:(Send|Receive)Message"/,
  sns: /"sns:Publish"/,
  s3: /"s3:(Get|Put)Object"/,
  dynamodb: /"dynamodb:/,
};

/** The key of the state stack, from that stack or from the other. */
function isOwnKey(value: unknown): boolean {
  const text = JSON.stringify(value);
  return /^\{"Fn::GetAtt":\["Key/.test(text) || /ExportsOutputFnGetAttKey/.test(text);
}

type Statement = { readonly Action: unknown; readonly Resource: unknown };
const statementsOf = (properties: Readonly<Record<string, unknown>>): readonly Statement[] =>
  (
    properties.Policies as readonly {
      readonly PolicyDocument: { readonly Statement: readonly Statement[] };
    }[]
  ).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
