import { keptSecret } from '../functions/adapters/secrets.ts';
import { said } from './said.ts';
import { CURRENT, PENDING, type SecretStore } from './secret-store.ts';
import type { StageSecret } from './stage-secrets.ts';

/** What became of a rotation. The version that was current is again, or still, current in all cases but the first. */
export type Rotated =
  | { readonly kind: 'current'; readonly version: string; readonly before?: string | undefined }
  /** It is the text that is current already. */
  | { readonly kind: 'same' }
  /** It never became current. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** It had become current and was taken back. */
  | { readonly kind: 'rolled_back'; readonly problem: string };

/** What a rotation needs of the world. */
export interface Rotation {
  readonly secret: Pick<StageSecret, 'arn' | 'schema'>;
  readonly store: SecretStore;
  /** Whether a text opens the other side: a problem, or `undefined`. Must not change anything there. */
  works(text: string): Promise<string | undefined>;
}

/**
 * Puts a new text into a secret. It is tried before any function can read it, made current, and tried again as what
 * functions read; what fails is taken back. Whoever is interrupted may run it once more.
 * @param id of the new version, at least 32 characters
 * @throws what Secrets Manager throws; the version that was current is current then
 */
export async function rotate({ secret, store, works }: Rotation, text: string, id: string): Promise<Rotated> {
  const { arn, schema } = secret;
  const shape = await problemIn(() =>
    keptSecret(
      async () => text,
      schema,
      () => new Date(),
    ).value(),
  );
  if (shape !== undefined) return { kind: 'refused', problem: shape };
  const before = await store.versionAt(arn, CURRENT);
  if (before !== undefined && (await store.read(arn, { id: before })) === text) return { kind: 'same' };
  await store.putPending(arn, text, id);
  const tried = await works(await store.read(arn, { id }));
  if (tried !== undefined) {
    await store.moveStage(arn, PENDING, { from: id });
    return { kind: 'refused', problem: tried };
  }
  const after = await promoted({ arn, before, id }, store, works);
  if (after !== undefined) {
    if (before !== undefined) await store.moveStage(arn, CURRENT, { from: id, to: before });
    return { kind: 'rolled_back', problem: after };
  }
  await store.moveStage(arn, PENDING, { from: id });
  return { kind: 'current', version: id, before };
}

/** Makes a version current and tries what functions now read. Gives what is wrong with it. */
async function promoted(
  { arn, before, id }: { readonly arn: string; readonly before: string | undefined; readonly id: string },
  store: SecretStore,
  works: Rotation['works'],
): Promise<string | undefined> {
  await store.moveStage(arn, CURRENT, { from: before, to: id });
  try {
    return await works(await store.read(arn, { stage: CURRENT }));
  } catch (error) {
    return said(error);
  }
}

async function problemIn(act: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return said(error);
  }
}
