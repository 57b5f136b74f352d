import { describe, expect, it } from '@jest/globals';
import { rotate } from '../../bin/rotation.ts';
import { CURRENT, PENDING, type SecretStore } from '../../bin/secret-store.ts';
import { BearerToken } from '../../functions/adapters/secrets.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:trunkline/local/crm-local1';
const secret = { arn: ARN, schema: BearerToken };
const text = (token: string): string => JSON.stringify({ token });
const ID = 'b3f9a2c4-0d57-4e18-9a66-2f81c07d5e30';

/** One secret with one current version. */
function storeWith(current: string) {
  const texts = new Map([['first', text(current)]]);
  const labels = new Map([[CURRENT, 'first']]);
  const store: SecretStore = {
    read: async (_, version) => {
      const id = 'id' in version ? version.id : labels.get(version.stage);
      const found = texts.get(id ?? '');
      if (found === undefined) throw new Error('there is none');
      return found;
    },
    putPending: async (_, given, id) => {
      texts.set(id, given);
      labels.set(PENDING, id);
    },
    versionAt: async (_, stage) => labels.get(stage),
    moveStage: async (_, stage, { to }) =>
      void (to === undefined ? labels.delete(stage) : labels.set(stage, to)),
  };
  return { store, labels };
}

const opensWith = (...tokens: readonly string[]) => {
  const answers = [...tokens];
  return async (candidate: string) => (candidate === text(answers.shift() ?? '') ? undefined : 'refused');
};

describe('a rotation', () => {
  it('makes current what works, and leaves nothing pending', async () => {
    const { store, labels } = storeWith('old');

    const outcome = await rotate({ secret, store, works: opensWith('new', 'new') }, text('new'), ID);

    expect(outcome).toEqual({ kind: 'current', version: ID, before: 'first' });
    expect([...labels]).toEqual([[CURRENT, ID]]);
  });

  it('never makes current what does not work', async () => {
    const { store, labels } = storeWith('old');

    const outcome = await rotate({ secret, store, works: async () => 'refused' }, text('wrong'), ID);

    expect(outcome).toEqual({ kind: 'refused', problem: 'refused' });
    expect([...labels]).toEqual([[CURRENT, 'first']]);
  });

  it('takes back what fails once it is current', async () => {
    const { store, labels } = storeWith('old');

    const outcome = await rotate({ secret, store, works: opensWith('new', 'other') }, text('new'), ID);

    expect(outcome).toEqual({ kind: 'rolled_back', problem: 'refused' });
    expect(labels.get(CURRENT)).toBe('first');
  });

  it.each([
    ['is not JSON', 'new'],
    ['lacks what the secret must hold', '{"bearer":"new"}'],
  ])('keeps nothing that %s, and does not tell it', async (_, given) => {
    const { store, labels } = storeWith('old');

    const outcome = await rotate({ secret, store, works: async () => undefined }, given, ID);

    expect(outcome).toMatchObject({ kind: 'refused', problem: expect.stringContaining('secret') });
    expect(JSON.stringify(outcome)).not.toContain('new');
    expect([...labels]).toEqual([[CURRENT, 'first']]);
  });

  it('changes nothing for what is current already', async () => {
    const { store, labels } = storeWith('old');

    const outcome = await rotate({ secret, store, works: async () => 'never asked' }, text('old'), ID);

    expect(outcome).toEqual({ kind: 'same' });
    expect([...labels]).toEqual([[CURRENT, 'first']]);
  });
});
