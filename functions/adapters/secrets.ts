import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { awsErrorName, fromAws } from './aws-errors.ts';
import { lazily } from './lazily.ts';

/** Genesys Cloud: an OAuth client of the client-credentials grant. */
export const ClientCredentials = z.object({
  clientId: z.string().check(z.minLength(1)),
  clientSecret: z.string().check(z.minLength(1)),
});
export type ClientCredentials = z.infer<typeof ClientCredentials>;

/** NICE CXone: the access key of a user, and the registered client that it is used through where there is one. */
export const CxoneAccessKey = z
  .object({
    accessKeyId: z.string().check(z.minLength(1)),
    accessKeySecret: z.string().check(z.minLength(1)),
    clientId: z.optional(z.string().check(z.minLength(1))),
    clientSecret: z.optional(z.string().check(z.minLength(1))),
  })
  .check(
    z.refine(({ clientId, clientSecret }) => (clientId === undefined) === (clientSecret === undefined), {
      path: ['clientSecret'],
    }),
  );
export type CxoneAccessKey = z.infer<typeof CxoneAccessKey>;

/** A CRM that takes a bearer token. */
export const BearerToken = z.object({ token: z.string().check(z.minLength(1)) });
export type BearerToken = z.infer<typeof BearerToken>;

/** A signed door's keys: one, or two while the sender rotates. Each is `whsec_` and base64. */
export const SigningKeys = z.object({
  keys: z
    .array(z.string().check(z.regex(/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/)))
    .check(z.minLength(1), z.maxLength(2)),
});
export type SigningKeys = z.infer<typeof SigningKeys>;

/** Snowflake: the private key of a user's key pair, PEM (PKCS 8), perhaps under a passphrase. */
export const KeyPair = z.object({
  privateKey: z.string().check(z.minLength(1)),
  passphrase: z.optional(z.string()),
});
export type KeyPair = z.infer<typeof KeyPair>;

/** Google Cloud: the key file of a service account, as it is downloaded; only these fields are used. */
export const ServiceAccount = z.object({
  client_email: z.string().check(z.minLength(1)),
  private_key: z.string().check(z.minLength(1)),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** An SFTP account: a private key, perhaps under a passphrase, or a password. */
export const SftpCredentials = z.union([
  z.strictObject({
    privateKey: z.string().check(z.minLength(1)),
    passphrase: z.optional(z.string()),
  }),
  z.strictObject({ password: z.string().check(z.minLength(1)) }),
]);
export type SftpCredentials = z.infer<typeof SftpCredentials>;

/** One secret, read on first use and kept for five minutes. */
export interface Secret<T> {
  /**
   * `fresh`: read it again, because the other side refused what we had.
   * @throws {TransientError} it cannot be read now, or its text does not have the shape we need
   */
  value(fresh?: boolean): Promise<T>;
}

const KEPT_MS = 5 * 60 * 1000;

/** A secret by ARN, parsed by its schema. `now` is asked for the age of what is kept. */
export function secret<S extends z.core.$ZodType>(
  arn: string,
  schema: S,
  now: () => Date,
): Secret<z.output<S>> {
  const store = lazily(async () => (await import('./secrets-manager.ts')).secretsManager());
  return keptSecret(() => read(store, arn), schema, now);
}

/** A secret from wherever `readText` has it, parsed by its schema and kept. */
export function keptSecret<S extends z.core.$ZodType>(
  readText: () => Promise<string>,
  schema: S,
  now: () => Date,
): Secret<z.output<S>> {
  let kept: { readonly value: z.output<S>; readonly at: number } | undefined;

  return {
    async value(fresh = false) {
      if (!fresh && kept && now().getTime() - kept.at < KEPT_MS) return kept.value;
      const value = parsed(schema, await readText());
      kept = { value, at: now().getTime() };
      return value;
    },
  };
}

type ReadText = (arn: string) => Promise<string>;

async function read(store: () => Promise<ReadText>, arn: string): Promise<string> {
  try {
    const textOf = await store();
    return await textOf(arn);
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') {
      throw new TransientError('secret_missing', `there is no secret ${arn}`, { cause: error });
    }
    throw fromAws('secret_unavailable', error);
  }
}

/** Never names the text: only which fields are wrong. */
function parsed<S extends z.core.$ZodType>(schema: S, text: string): z.output<S> {
  const result = z.safeParse(schema, json(text));
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  throw new TransientError('secret_malformed', `the secret lacks or misspells: ${fields}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TransientError('secret_malformed', 'the secret is not JSON');
  }
}
