import { describe, expect, it } from '@jest/globals';
import {
  dynamoPreviewNotices,
  dynamoPreviews,
  dynamoPushedContacts,
} from '../../functions/adapters/dynamo-previews.ts';
import type { Preview } from '../../functions/messages/preview.ts';
import type { PreviewId } from '../../functions/ports/previews.ts';
import { at, HOUR, MINUTE } from '../support/builders.ts';
import { faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

let minted = 0;

/** A contact nobody else has. */
function preview(fields: Partial<Preview> = {}): Preview {
  minted += 1;
  return {
    contactId: `CRM:${minted}`,
    campaignId: 'campaign-1',
    customerId: 'CUST-1',
    state: 'OPEN',
    reference: `reference-${minted}`,
    edgeId: 'edge-1.0',
    receivedAt: at(),
    expiresAt: at(HOUR),
    first: false,
    duplicates: 0,
    tries: 0,
    nextAt: at(MINUTE),
    log: ['1|OPEN|pushed'],
    ...fields,
  };
}

const idOf = ({ contactId, campaignId }: PreviewId): PreviewId => ({ contactId, campaignId });

describe.each(ENGINES)('what is remembered of pushed contacts on %s', (name) => {
  const engine = onEngine(name);
  const random = fakeRandom(`previews-${name}`);
  const previews = () => dynamoPreviews(engine.table(), TABLE, random);

  it('is nothing before the first push', async () => {
    expect(await previews().read(idOf(preview()))).toBeUndefined();
  });

  it('is read as it was written, by contact and campaign', async () => {
    const first = preview({
      listedOn: { route: 'general', campaignId: 'campaign-2', contactListId: 'list-1' },
    });
    const other = { ...first, campaignId: 'campaign-3' };

    await previews().replace(undefined, first);
    await previews().replace(undefined, other);

    expect((await previews().read(idOf(first)))?.value).toEqual(first);
    expect((await previews().read(idOf(other)))?.value).toEqual(other);
  });

  it('is written only where nobody else wrote meanwhile', async () => {
    const first = preview();
    const write = await previews().replace(undefined, first);
    const kept = write.kept;

    await previews().replace(kept, { ...first, duplicates: 1 });
    const late = await previews().replace(kept, { ...first, duplicates: 7 });
    const second = await previews().replace(undefined, first);

    expect(late).toMatchObject({ kind: 'lost', kept: { value: { duplicates: 1 } } });
    expect(second).toMatchObject({ kind: 'lost', kept: { value: { duplicates: 1 } } });
  });

  it('counts a write whose reply was lost as written', async () => {
    const first = preview();
    const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));
    const echoing = faulty(engine.table(), TABLE_WORDS, () => 'sent_twice', gone);

    const write = await dynamoPreviews(echoing, TABLE, fakeRandom('echo')).replace(undefined, first);

    expect(write).toMatchObject({ kind: 'written', kept: { version: 1 } });
  });

  it('is found when its appointment has come, and not after its end', async () => {
    const due = preview({ nextAt: at(-MINUTE) });
    const later = preview({ nextAt: at(HOUR) });
    const { nextAt: _none, ...over } = preview({ state: 'ENDED', outcome: 'called' });
    for (const one of [due, later, over]) await previews().replace(undefined, one);

    const found = await previews().due(at(), 100);

    expect(found).toContainEqual(idOf(due));
    expect(found).not.toContainEqual(idOf(later));
    expect(found).not.toContainEqual(idOf(over));
  });

  it('is gone through page by page until its end', async () => {
    const open = Array.from({ length: 5 }, () => preview({ nextAt: at(5 * HOUR) }));
    const { nextAt: _none, ...over } = preview({ state: 'ENDED', outcome: 'withdrawn' });
    for (const one of [...open, over]) await previews().replace(undefined, one);

    const found: PreviewId[] = [];
    let cursor: string | undefined;
    do {
      const page = await previews().page(cursor, 2);
      found.push(...page.ids);
      cursor = page.cursor;
    } while (cursor !== undefined);

    for (const one of open)
      expect(found.filter(({ contactId }) => contactId === one.contactId)).toHaveLength(1);
    expect(found).not.toContainEqual(idOf(over));
  });

  it('keeps a number and fields until their time is over, and not longer', async () => {
    const pushed = dynamoPushedContacts(engine.table(), TABLE);
    const contact = { contactId: 'CRM:1', phoneNumber: '+12025550118', fields: [{ key: 'a', value: 'b' }] };

    await pushed.keep('reference-kept', contact, at(HOUR));

    expect(await pushed.read('reference-kept', at(HOUR - 1000))).toEqual(contact);
    expect(await pushed.read('reference-kept', at(HOUR))).toBeUndefined();
    expect(await pushed.read('reference-of-nobody', at())).toBeUndefined();
  });

  it('holds a wish to go through everything until it is fulfilled', async () => {
    const notices = dynamoPreviewNotices(engine.table(), TABLE, fakeRandom(`notices-${name}`));
    await notices.ask(at());
    const first = await notices.read();
    if (!first) throw new Error('there is no wish');

    await notices.ask(at(MINUTE));
    await notices.end(first);

    const second = await notices.read();
    expect(second?.askedAt).toEqual(at(MINUTE));
    if (second) await notices.end(second);
    expect(await notices.read()).toBeUndefined();
  });
});
