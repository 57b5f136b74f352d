import { z } from 'zod';
import {
  eachOfType,
  ofType,
  referred,
  referredId,
  type TemplateResource,
  unless,
  type Walker,
} from './template-walkers.ts';

const METHOD = 'AWS::ApiGateway::Method';

const IntegrationResponse = z.looseObject({
  StatusCode: z.string(),
  SelectionPattern: z.string().optional(),
});
const Method = z.looseObject({
  HttpMethod: z.string(),
  ResourceId: z.unknown(),
  RestApiId: z.unknown(),
  AuthorizationType: z.string(),
  ApiKeyRequired: z.boolean().default(false),
  RequestValidatorId: z.unknown().optional(),
  RequestModels: z.record(z.string(), z.unknown()).default({}),
  MethodResponses: z.array(z.looseObject({ StatusCode: z.string() })).default([]),
  Integration: z.looseObject({
    Type: z.string(),
    PassthroughBehavior: z.string().optional(),
    IntegrationResponses: z.array(IntegrationResponse).default([]),
  }),
});
type Method = z.infer<typeof Method>;

/**
 * Every POST and DELETE judges its body first. Where it leads to a queue it forwards nothing unjudged and calls only a
 * success one; a function judges and answers itself.
 */
export const postsAreGuarded: Walker = (resources) => {
  const posts = resources.filter(
    ({ type, properties }) => type !== METHOD || properties.HttpMethod !== 'GET',
  );
  return eachOfType(posts, METHOD, Method, (method, resource) => {
    const validator = referred(resources, resource, method.RequestValidatorId);
    const model = referred(resources, resource, method.RequestModels['application/json']);
    return [
      ...unless(validator?.properties.ValidateRequestBody === true, 'does not validate its body'),
      ...unless(model?.type === 'AWS::ApiGateway::Model', 'has no model of its body'),
      ...unless(Object.keys(method.RequestModels).length === 1, 'takes more than application/json'),
      ...(method.Integration.Type === 'AWS_PROXY' ? [] : queueFindings(method)),
    ];
  });
};

const queueFindings = (method: Method): string[] => [
  ...unless(method.Integration.PassthroughBehavior === 'NEVER', 'passes other content through'),
  ...answerFindings(method),
];

function answerFindings({ Integration, MethodResponses }: Method): string[] {
  const answers = Integration.IntegrationResponses;
  const declared = MethodResponses.map(({ StatusCode }) => StatusCode);
  const fallbacks = answers.filter(({ SelectionPattern }) => SelectionPattern === undefined);
  const to = (status: string) =>
    answers.find(({ SelectionPattern }) =>
      SelectionPattern === undefined ? false : new RegExp(`^(?:${SelectionPattern})$`).test(status),
    )?.StatusCode;
  return [
    ...unless(to('200') === '202', 'does not answer 202 to what the queue took'),
    ...['', '301', '400', '403', '413', '429', '500', '503']
      .filter((status) => to(status)?.startsWith('2'))
      .map((status) => `calls the queue's "${status}" a success`),
    ...unless(fallbacks.length === 1, `has ${fallbacks.length} answers without a pattern`),
    ...unless(
      !fallbacks.some(({ StatusCode }) => StatusCode.startsWith('2')),
      'takes the unknown for a success',
    ),
    ...answers
      .filter(({ StatusCode }) => !declared.includes(StatusCode))
      .map(({ StatusCode }) => `answers ${StatusCode} undeclared`),
  ];
}

const PathPart = z.looseObject({ PathPart: z.string(), ParentId: z.unknown() });

function pathOf(resources: readonly TemplateResource[], from: TemplateResource, id: unknown): string {
  const part = referred(resources, from, id);
  const parsed = PathPart.safeParse(part?.properties).data;
  return part && parsed ? `${pathOf(resources, part, parsed.ParentId)}/${parsed.PathPart}` : '';
}

/** Who may call what: `POST /v1/alerts` to `iam`, `apiKey`, both or `anyone`. */
export function callersByMethod(resources: readonly TemplateResource[]): Record<string, string> {
  return Object.fromEntries(
    ofType(resources, METHOD).map((resource) => {
      const method = Method.parse(resource.properties);
      const asked = [
        ...(method.AuthorizationType === 'AWS_IAM' ? ['iam'] : []),
        ...(method.ApiKeyRequired ? ['apiKey'] : []),
      ];
      const name = `${method.HttpMethod} ${pathOf(resources, resource, method.ResourceId)}`;
      return [name, asked.join(' and ') || 'anyone'];
    }),
  );
}

const ApiStages = z.array(z.looseObject({ ApiId: z.unknown() }));
const Plan = z.looseObject({ ApiStages });
const PlanKey = z.looseObject({ KeyId: z.unknown(), UsagePlanId: z.unknown() });

/** Every API that asks for a key has one plan and one key, and neither opens another API. */
export const keysOpenOneApi: Walker = (resources) => {
  const plans = ofType(resources, 'AWS::ApiGateway::UsagePlan').map(({ id, properties }) => ({
    id,
    apis: Plan.parse(properties).ApiStages.map(({ ApiId }) => referredId(ApiId)),
  }));
  const keys = ofType(resources, 'AWS::ApiGateway::UsagePlanKey').map(({ properties }) =>
    PlanKey.parse(properties),
  );
  const keyed = new Set(
    ofType(resources, METHOD)
      .map(({ properties }) => Method.parse(properties))
      .filter(({ ApiKeyRequired }) => ApiKeyRequired)
      .map(({ RestApiId }) => referredId(RestApiId)),
  );
  return eachOfType(resources, 'AWS::ApiGateway::RestApi', z.looseObject({}), (_api, { id }) => {
    const own = plans.filter(({ apis }) => apis.includes(id));
    const ownKeys = keys.filter(({ UsagePlanId }) => own.some((plan) => plan.id === referredId(UsagePlanId)));
    const elsewhere = keys.filter(
      (key) =>
        !ownKeys.includes(key) && ownKeys.some((mine) => referredId(mine.KeyId) === referredId(key.KeyId)),
    );
    const expected = keyed.has(id) ? 1 : 0;
    return [
      ...unless(own.length === expected, `has ${own.length} usage plans, not ${expected}`),
      ...unless(ownKeys.length === expected, `has ${ownKeys.length} keys, not ${expected}`),
      ...unless(
        own.every(({ apis }) => apis.length === 1),
        'shares its usage plan with another API',
      ),
      ...unless(elsewhere.length === 0, 'shares its key with another API'),
    ];
  });
};
