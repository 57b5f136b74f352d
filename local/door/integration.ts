import type { z } from 'zod';
import type { MethodProperties } from '../api-schemas.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { Outcome } from './outcome.ts';
import type { TemplateInput } from './vtl.ts';

/** A method's evaluated properties. */
export type MethodSettings = z.infer<typeof MethodProperties>;

/** A request that passed every check of the gateway. */
export interface AdmittedRequest {
  readonly request: GatewayRequest;
  readonly contentType: string;
  readonly input: TemplateInput;
}

/** What stands behind a method. */
export interface Integration {
  /** Whether a body of this content type may pass; otherwise the answer is 415. */
  accepts(contentType: string): boolean;
  run(admitted: AdmittedRequest): Promise<Outcome>;
}
