/**
 * Stands in bundles for `@aws-sdk/credential-provider-node`, which looks for credentials in profiles, SSO, containers
 * and on instances. Functions find them in their environment and tell their clients so: see `AWS_CLIENT`.
 * @throws {Error} a client was not told
 */
export function defaultProvider(): never {
  throw new Error('an AWS client was made without the credentials of AWS_CLIENT');
}
