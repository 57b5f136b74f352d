import { REGION } from './emulator.ts';

/**
 * The header by which an emulator knows which service a request is for. The signature is none: it verifies nothing.
 * (AWS Signature Version 4, "Authorization header": the scope names the service)
 */
export const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
