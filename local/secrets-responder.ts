import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Engine, type EngineResponse, jsonResponse, targetAction } from './engine.ts';

/** A version of a secret. `stages` move from version to version; one without any is forgotten. */
interface SecretVersion {
  readonly id: string;
  readonly text: string;
  stages: readonly string[];
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

const Asked = z.object({
  SecretId: z.string(),
  SecretString: z.string().optional(),
  ClientRequestToken: z.string().optional(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionStages: z.array(z.string()).optional(),
  MoveToVersionId: z.string().optional(),
  RemoveFromVersionId: z.string().optional(),
});
type Asked = z.infer<typeof Asked>;

/**
 * Secrets Manager over given secrets, by ARN: versions and their staging labels as far as a rotation needs them
 * (`GetSecretValue`, `DescribeSecret`, `PutSecretValue`, `UpdateSecretVersionStage`). An unknown ARN is a
 * `ResourceNotFoundException`. (AWS Secrets Manager API reference)
 * @param secrets secret ARN to secret string; read at every call, until a version of it is put.
 */
export function secretsResponder(secrets: Readonly<Record<string, string>>): Engine {
  const kept = new Map<string, SecretVersion[]>();
  const versionsOf = (arn: string): SecretVersion[] | undefined => {
    const text = secrets[arn];
    const first = text === undefined ? undefined : [{ id: FIRST_VERSION_ID, text, stages: [CURRENT] }];
    return kept.get(arn) ?? first;
  };
  const actions: Readonly<Record<string, (asked: Asked, versions: SecretVersion[]) => EngineResponse>> = {
    GetSecretValue: valueIn,
    DescribeSecret: described,
    PutSecretValue: (asked, versions) => put(asked, keep(asked.SecretId, versions)),
    UpdateSecretVersionStage: (asked, versions) => moveStage(asked, keep(asked.SecretId, versions)),
  };
  const keep = (arn: string, versions: SecretVersion[]): SecretVersion[] => {
    kept.set(arn, versions);
    return versions;
  };

  return {
    handle: async (request) => {
      const name = targetAction(request);
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!action) return failure('UnknownOperationException', `${name} is not answered locally`);
      const asked = Asked.parse(JSON.parse(request.body.toString('utf8')));
      const versions = versionsOf(asked.SecretId);
      if (!versions)
        return failure('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return action(asked, versions);
    },
    stop: async () => undefined,
  };
}

const FIRST_VERSION_ID = '00000000-0000-4000-8000-000000000000';

function valueIn({ SecretId, VersionId, VersionStage }: Asked, versions: SecretVersion[]): EngineResponse {
  const stage = VersionStage ?? (VersionId === undefined ? CURRENT : undefined);
  const found = versions.find(
    ({ id, stages }) =>
      (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(stage)),
  );
  if (!found)
    return failure('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
  return answer(SecretId, {
    SecretString: found.text,
    VersionId: found.id,
    VersionStages: found.stages,
  });
}

const described = ({ SecretId }: Asked, versions: SecretVersion[]): EngineResponse =>
  answer(SecretId, {
    VersionIdsToStages: Object.fromEntries(versions.map(({ id, stages }) => [id, stages])),
  });

function put(asked: Asked, versions: SecretVersion[]): EngineResponse {
  const { SecretId, SecretString = '', ClientRequestToken = randomUUID(), VersionStages = [CURRENT] } = asked;
  const same = versions.find(({ id }) => id === ClientRequestToken);
  if (same && same.text !== SecretString)
    return failure('ResourceExistsException', 'There is another value under this version.');
  if (!same) versions.push({ id: ClientRequestToken, text: SecretString, stages: [] });
  for (const stage of VersionStages) moved(versions, stage, ClientRequestToken);
  return answer(SecretId, { VersionId: ClientRequestToken, VersionStages });
}

function moveStage(asked: Asked, versions: SecretVersion[]): EngineResponse {
  const { SecretId, VersionStage = '', MoveToVersionId, RemoveFromVersionId } = asked;
  const holder = versions.find(({ stages }) => stages.includes(VersionStage));
  if (holder && holder.id !== MoveToVersionId && holder.id !== RemoveFromVersionId)
    return failure(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder.id}.`,
    );
  moved(versions, VersionStage, MoveToVersionId);
  return answer(SecretId, {});
}

/** Moves a label; who loses `AWSCURRENT` becomes the previous one. */
function moved(versions: readonly SecretVersion[], stage: string, to: string | undefined): void {
  const holder = versions.find(({ stages }) => stages.includes(stage));
  if (holder?.id === to) return;
  for (const version of versions) version.stages = version.stages.filter((name) => name !== stage);
  const next = versions.find(({ id }) => id === to);
  if (next) next.stages = [...next.stages, stage];
  if (stage === CURRENT && holder) moved(versions, PREVIOUS, holder.id);
}

const answer = (arn: string, content: object): EngineResponse =>
  jsonResponse(200, { ARN: arn, Name: arn.split(':').at(-1) ?? arn, ...content }, '1.1');

const failure = (type: string, message: string): EngineResponse =>
  jsonResponse(400, { __type: type, Message: message }, '1.1');
