import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { awsErrorName } from '../../functions/adapters/aws-errors.ts';
import { onlyPositional, readArguments, UsageError } from '../arguments.ts';
import { credentialsProblem } from '../credentials-work.ts';
import { type InspectedStage, inspectedStage } from '../inspected-stage.ts';
import { type Rotated, rotate as rotation } from '../rotation.ts';
import { CURRENT } from '../secret-store.ts';
import { type StageSecret, stageSecrets } from '../stage-secrets.ts';
import { TARGET_OPTIONS } from '../target.ts';

/**
 * `rotate SECRET [--file FILE]` puts new credentials, from standard input or a file, into a secret of a stage: they are
 * tried before any function reads them and again when they are current, and taken back when they fail. Functions have
 * them within five minutes, or at once when the old ones are refused; nothing is deployed. Exit code 1 when they were
 * not taken. No text of a secret is ever shown.
 */
export async function rotate(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { ...TARGET_OPTIONS, file: { type: 'string' } });
  const name = onlyPositional(
    positionals,
    'a secret: telephony, crm, desk, segments, warehouse.NAME or door.DOOR',
  );
  const stage = await inspectedStage(values);
  const secret = named(stage, name);
  const text = (values.file === undefined ? await standardInput() : fileText(values.file)).trim();
  const current = await currentText(stage, secret);
  const works = (candidate: string) => credentialsProblem(secret, stage.blocks, candidate, current);
  const outcome = await rotation({ secret, store: stage.secrets, works }, text, randomUUID()).catch(
    // The service's own message could quote the value.
    (error: unknown) => {
      const look = `aws secretsmanager describe-secret --secret-id ${secret.arn}`;
      throw new Error(
        `Secrets Manager failed (${awsErrorName(error) ?? 'no answer'}); try again, or see: ${look}`,
      );
    },
  );
  console.log(values.json ? JSON.stringify({ secret: name, ...outcome }) : outcomeText(name, outcome));
  return outcome.kind === 'current' || outcome.kind === 'same' ? 0 : 1;
}

function named({ blocks, name: stage }: InspectedStage, name: string): StageSecret {
  const secrets = stageSecrets(blocks);
  const found = secrets.find((secret) => secret.name === name);
  if (found) return found;
  throw new UsageError(
    `stage ${stage} has no secret ${name}; it has: ${secrets.map((secret) => secret.name).join(', ')}`,
  );
}

/** What functions read now; `undefined` while the secret has no value. */
async function currentText({ secrets }: InspectedStage, { arn }: StageSecret): Promise<string | undefined> {
  try {
    return await secrets.read(arn, { stage: CURRENT });
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw new Error(`the secret cannot be read: ${awsErrorName(error) ?? 'no answer'}`);
  }
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY)
    throw new UsageError('give the new value by a file: npm run rotate -- SECRET < value.json, or --file');
  return textOf(process.stdin);
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--file ${file}: it cannot be read`);
  }
}

function outcomeText(name: string, outcome: Rotated): string {
  switch (outcome.kind) {
    case 'current':
      return `${name}: version ${outcome.version} works and is current; functions read it within five minutes, or as soon as the old one is refused`;
    case 'same':
      return `${name}: that is what is current already; nothing was changed`;
    case 'refused':
      return `${name}: the new value was not taken (${outcome.problem}); the old one is still current`;
    case 'rolled_back':
      return `${name}: the new value failed when it was current (${outcome.problem}); the old one is current again`;
    default:
      return outcome satisfies never;
  }
}
