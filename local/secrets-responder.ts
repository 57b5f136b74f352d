import { type Engine, type EngineRequest, jsonResponse, targetAction } from './engine.ts';
import { isObject } from './json.ts';

/**
 * Secrets Manager's `GetSecretValue` over fixed secrets, by ARN. An unknown ARN is a `ResourceNotFoundException`.
 * @param secrets secret ARN to secret string; read at every call.
 */
export function secretsResponder(secrets: Readonly<Record<string, string>>): Engine {
  return {
    handle: async (request) => {
      const action = targetAction(request);
      if (action !== 'GetSecretValue')
        return failure('UnknownOperationException', `${action} is not answered locally`);
      const arn = secretId(request);
      const value = secrets[arn];
      if (value === undefined)
        return failure('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      const name = arn.split(':').at(-1) ?? arn;
      return jsonResponse(
        200,
        { ARN: arn, Name: name, SecretString: value, VersionId: VERSION_ID, VersionStages: ['AWSCURRENT'] },
        '1.1',
      );
    },
    stop: async () => undefined,
  };
}

const VERSION_ID = '00000000-0000-4000-8000-000000000000';

const failure = (type: string, message: string) =>
  jsonResponse(400, { __type: type, Message: message }, '1.1');

function secretId(request: EngineRequest): string {
  const body: unknown = JSON.parse(request.body.toString('utf8'));
  return isObject(body) && typeof body.SecretId === 'string' ? body.SecretId : '';
}
