import type { Grant } from './access.ts';
import type { BodyValidation } from './body-validation.ts';
import type { GatewayResponses } from './gateway-responses.ts';
import type { Integration } from './integration.ts';
import type { Resource } from './routes.ts';
import type { Throttle } from './throttle.ts';

/** One method of an API, ready to judge requests. */
export interface ApiMethod {
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly needsSignature: boolean;
  readonly needsApiKey: boolean;
  readonly throttle: Throttle | undefined;
  /** Names of required parameters, such as `header.x-id`; compared without case for headers. */
  readonly requiredParameters: readonly string[];
  /** By content type; a type without one is not validated. */
  readonly validations: ReadonlyMap<string, BodyValidation>;
  readonly integration: Integration;
}

/** One REST API with its only stage. */
export interface Api {
  readonly id: string;
  readonly stageName: string;
  readonly resources: readonly Resource<ApiMethod>[];
  readonly gatewayResponses: GatewayResponses;
  readonly grants: readonly Grant[];
}
