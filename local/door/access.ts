import type { z } from 'zod';
import type { ApiKeyProperties, UsagePlanKeyProperties, UsagePlanProperties } from '../api-schemas.ts';
import type { BlueprintResource } from '../blueprint.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { RefusalType } from './refusals.ts';
import { type Quota, quotaCounter, type Rate, throttle } from './throttle.ts';

type Resources<Schema extends z.ZodType> = readonly BlueprintResource<z.infer<Schema>>[];

/** The keys and usage plans of every API. */
export interface AccessResources {
  readonly apiKeys: Resources<typeof ApiKeyProperties>;
  readonly usagePlans: Resources<typeof UsagePlanProperties>;
  readonly usagePlanKeys: Resources<typeof UsagePlanKeyProperties>;
}

/** A key that may call one API, under its usage plan's limits. */
export interface Grant {
  readonly id: string;
  readonly value: string;
  /** Why a request to `/path/METHOD` must wait, or undefined when it may pass. */
  refuses(methodPath: string, now: Date): RefusalType | undefined;
}

/** The keys that may call one stage of an API. Limits are counted per key, as at the gateway. */
export function grantsFor(
  { apiKeys, usagePlans, usagePlanKeys }: AccessResources,
  apiId: string,
  stageName: string,
): readonly Grant[] {
  return usagePlanKeys.flatMap(({ properties: { KeyId, UsagePlanId } }) => {
    const key = apiKeys.find(({ name }) => name === KeyId);
    const plan = usagePlans.find(({ name }) => name === UsagePlanId);
    const stage = plan?.properties.ApiStages.find(
      ({ ApiId, Stage }) => ApiId === apiId && Stage === stageName,
    );
    if (key === undefined || plan === undefined || stage === undefined || !key.properties.Enabled) return [];
    return [{ id: key.name, value: key.properties.Value, refuses: limits(plan.properties, stage.Throttle) }];
  });
}

type Limit = { readonly RateLimit?: number | undefined; readonly BurstLimit?: number | undefined };

function limits(
  plan: z.infer<typeof UsagePlanProperties>,
  methods: Readonly<Record<string, Limit>>,
): Grant['refuses'] {
  const general = bucket(plan.Throttle);
  const perMethod = new Map(Object.entries(methods).map(([path, limit]) => [path, bucket(limit)]));
  const quota = plan.Quota === undefined ? undefined : quotaCounter(quotaOf(plan.Quota), plan.Quota.Offset);
  return (methodPath, now) => {
    const wait = perMethod.get(methodPath) ?? general;
    if (wait?.admit(now.getTime()) === false) return 'THROTTLED';
    return quota?.admit(now) === false ? 'QUOTA_EXCEEDED' : undefined;
  };
}

const quotaOf = ({ Limit, Period }: { Limit: number; Period: Quota['period'] }): Quota => ({
  limit: Limit,
  period: Period,
});

const bucket = (limit: Limit | undefined) => {
  const rate = limit === undefined ? undefined : rateOf(limit.RateLimit, limit.BurstLimit);
  return rate === undefined ? undefined : throttle(rate);
};

/** A rate limit, or undefined where neither number is set; a burst left out is one second's worth. */
export function rateOf(perSecond: number | undefined, burst: number | undefined): Rate | undefined {
  if (perSecond === undefined && burst === undefined) return undefined;
  return {
    perSecond: perSecond ?? Number.POSITIVE_INFINITY,
    burst: burst ?? Math.max(1, Math.ceil(perSecond ?? Number.POSITIVE_INFINITY)),
  };
}

/** Whether a request carries an AWS Signature Version 4. The signature itself is not checked. */
export const isSigned = (request: GatewayRequest): boolean =>
  /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/[^/\s]+\/execute-api\/aws4_request,\s*SignedHeaders=[^,\s]+,\s*Signature=[0-9a-f]+$/.test(
    request.headers.get('authorization') ?? '',
  );
