import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cxoneContactLists } from '../../functions/adapters/cxone-contact-lists.ts';
import { numberAs } from '../../functions/adapters/cxone-trigger.ts';
import type { ContactLists } from '../../functions/ports/contact-lists.ts';
import type { SimulatedDialerSkill } from '../../local/simulators/cxone-skills.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { TUESDAY_10 } from '../support/builders.ts';
import { type CxoneUnit, cxoneUnit } from '../support/cxone-unit.ts';
import type { AddingAnswer } from '../support/fake-contact-lists.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { contact, contactListsSuite } from './contact-lists-suite.ts';

const IDS = { list: '7001', campaign: '5001', unknownList: '7999', unknownCampaign: '5999' };
const NAME = 'Trunkline alerts';
const LIST = IDS.list;
const DIALER: SimulatedDialerSkill = {
  id: IDS.campaign,
  contactListId: LIST,
  isRunning: true,
  isActive: true,
  maximumRatio: 1,
  confirmationRequired: false,
  agentless: false,
  isScheduled: false,
};

describe('NICE CXone', () => {
  let unit: CxoneUnit;
  let lists: ContactLists;

  beforeEach(async () => {
    unit = await cxoneUnit(TUESDAY_10, {
      skillIds: [],
      callLists: [{ id: LIST, name: NAME, columns: ['sensorId'] }],
      dialerSkills: [DIALER],
    });
    lists = cxone(2000);
  });
  afterEach(async () => {
    const problems = unit.problems();
    await unit.simulator.stop();
    expect(problems).toEqual([]);
  });

  function cxone(deadlineMs: number, numberAs = (phoneE164: string) => phoneE164): ContactLists {
    const campaigns = [{ campaignId: IDS.campaign, contactListId: LIST }];
    return cxoneContactLists(unit.access, { deadlineMs, sleep: fakeSleep(unit.clock), numberAs, campaigns });
  }

  const fault = (of: Fault, operation = 'addContacts'): void =>
    unit.simulator.setFaults([{ system: 'cxone', operation, fault: of, times: 1 }]);
  const uploads = () => unit.simulator.requests().filter(({ path }) => path.endsWith('/upload'));
  const file = (index: number): string => {
    const { body } = uploads()[index] ?? {};
    const { listFile } = body as { listFile: string };
    return Buffer.from(listFile, 'base64').toString('utf8');
  };

  async function plan(answer: AddingAnswer): Promise<void> {
    switch (answer.kind) {
      case 'throttled':
        return fault({ kind: 'status', status: 429 });
      case 'unauthorized':
        return fault({ kind: 'expired-token' });
      case 'unreachable':
        return unit.simulator.pause();
      case 'unknown':
        return fault({ kind: answer.added ? 'status-after' : 'status', status: 503 });
      default:
        return answer satisfies never;
    }
  }

  contactListsSuite(() => ({
    lists,
    ids: IDS,
    keepsWithheld: false,
    plan,
    down: (isDown) => (isDown ? unit.simulator.pause() : unit.simulator.resume()),
    call: unit.simulator.callContact,
    kept: () => unit.simulator.contacts().filter(({ callable }) => callable),
    requests: () => uploads().map((_, index) => file(index).trimEnd().split('\r\n').length - 1),
  }));

  it('uploads under our ids, overwrites, and never starts a skill', async () => {
    await lists.addContacts(LIST, [contact('a')], { first: true });

    expect(uploads()[0]?.body).toEqual({
      listFile: expect.any(String),
      fileName: 'contacts.csv',
      skillId: 5001,
      forceOverwrite: true,
      expirationDate: '2025-12-18T15:00:00.000Z',
      startSkill: false,
      sendEmail: false,
    });
    expect(file(0)).toBe('externalId,priority,phone,sensorId\r\na,true,+12025550111,TEMP-1\r\n');
    expect(unit.asked()).toEqual([
      'POST /lists/call-lists/7001/upload',
      'GET /lists/call-lists/jobs/9001',
      'GET /lists/call-lists/7001',
    ]);
  });

  it('writes numbers as the business unit wants them', async () => {
    const national = cxone(2000, (phoneE164) => numberAs('us-ten-digits', phoneE164));

    await national.addContacts(LIST, [contact('a')]);

    expect(file(0)).toContain('a,false,2025550111,TEMP-1');
    expect((await national.readContacts(LIST, ['a'])).get('a')?.data.phone).toBe('2025550111');
  });

  it('brings texts with commas and quotes over whole', async () => {
    const text = 'a "hot", wet sensor';

    await lists.addContacts(LIST, [contact('a', { sensorId: text })]);

    expect((await lists.readContacts(LIST, ['a'])).get('a')?.data.sensorId).toBe(text);
  });

  it.each([
    ['a record one character too long', { sensorId: 'x'.repeat(492) }, 'text_too_long'],
    ['a line break', { sensorId: 'two\nlines' }, 'line_break_in_text'],
    ["a column that is the platform's own", { externalId: 'b' }, 'column_name_not_allowed'],
  ])('refuses %s before anything is sent', async (_, data, reason) => {
    const added = await lists.addContacts(LIST, [contact('a', data)]);

    expect(added.get('a')).toEqual({ kind: 'refused', reason });
    expect(unit.asked()).toEqual([]);
  });

  it('counts Unicode characters, and sends a record that just fits', async () => {
    const added = await lists.addContacts(LIST, [contact('a', { sensorId: '🔥'.repeat(491) })]);

    expect(added.get('a')).toEqual({ kind: 'added' });
  });

  it('waits for the job within its deadline', async () => {
    unit.simulator.setJobTime(900);

    expect((await lists.addContacts(LIST, [contact('a')])).get('a')).toEqual({ kind: 'added' });
  });

  it('does not know what a job that outlasts the deadline does, and calls it off', async () => {
    unit.simulator.setJobTime(60_000);

    const adding = lists.addContacts(LIST, [contact('a')]);

    await expect(adding).rejects.toMatchObject({
      name: 'UnknownOutcomeError',
      reason: 'cxone_upload_unconfirmed',
    });
    expect(unit.asked().at(-1)).toBe('DELETE /lists/call-lists/jobs/9001');
    unit.clock.advance(120_000);
    expect([...(await lists.readContacts(LIST, ['a'])).keys()]).toEqual([]);
    expect(uploads()).toHaveLength(1);
  });

  it.each<[string, string, Fault]>([
    ['a 5xx after it was accepted', 'addContacts', { kind: 'status-after', status: 504 }],
    ['a reset after it was accepted', 'addContacts', { kind: 'reset-after' }],
    ['200 without a job', 'addContacts', { kind: 'body', status: 200, body: {} }],
    ['200 with HTML', 'addContacts', { kind: 'body', status: 200, body: '<html></html>' }],
    ['409', 'addContacts', { kind: 'status', status: 409 }],
    ['a job that cannot be asked for', 'readJob', { kind: 'status', status: 503 }],
    ['a job nobody knows', 'readJob', { kind: 'status', status: 400 }],
    ['a list that cannot be read back', 'readContacts', { kind: 'status', status: 503 }],
  ])('does not know whether they were added after %s, and uploads once', async (_, operation, of) => {
    fault(of, operation);

    await expect(lists.addContacts(LIST, [contact('a')])).rejects.toMatchObject({
      name: 'UnknownOutcomeError',
    });
    expect(uploads()).toHaveLength(1);
  });

  it.each(['readJob', 'readContacts'])(
    'is done by its deadline, also where %s is never answered',
    async (operation) => {
      const impatient = cxone(400);
      fault({ kind: 'never' }, operation);
      const startedAt = performance.now();

      await expect(impatient.addContacts(LIST, [contact('a')])).rejects.toMatchObject({
        name: 'UnknownOutcomeError',
      });
      expect(performance.now() - startedAt).toBeLessThan(900);
    },
  );

  it('calls a job off that could not be asked for', async () => {
    unit.simulator.setJobTime(60_000);
    fault({ kind: 'status', status: 503 }, 'readJob');

    await expect(lists.addContacts(LIST, [contact('a')])).rejects.toBeDefined();

    expect(unit.asked().at(-1)).toBe('DELETE /lists/call-lists/jobs/9001');
  });

  it('is refused alone when it is alone in a request that is refused as a whole', async () => {
    fault({ kind: 'status', status: 400 });

    const added = await lists.addContacts(LIST, [contact('a')], { mayStillSend: () => true });

    expect(added.get('a')).toEqual({ kind: 'refused', reason: 'refused_by_platform' });
  });

  it('does not know it of a job that people called off', async () => {
    fault(
      { kind: 'body', status: 200, body: { uploadJobs: [{ isComplete: false, isCancelled: true }] } },
      'readJob',
    );

    await expect(lists.addContacts(LIST, [contact('a')])).rejects.toMatchObject({
      name: 'UnknownOutcomeError',
    });
  });

  it('does not know of a contact that is not on the list when the job is done', async () => {
    const added = await lists.addContacts(LIST, [contact('a'), { id: 'b', data: { phone: '' } }]);

    expect(Object.fromEntries(added)).toEqual({ a: { kind: 'added' }, b: { kind: 'unknown' } });
  });

  it('leaves nobody on a list that dropped a column of theirs, in one request', async () => {
    const halved = ['a', 'c', 'd'].map((id) => contact(id, { colour: 'red' }));

    const added = await lists.addContacts(LIST, [...halved, contact('b')]);

    expect(added.get('a')).toEqual({ kind: 'refused', reason: 'refused_by_platform' });
    expect(added.get('b')).toEqual({ kind: 'added' });
    expect(unit.asked().filter((asked) => asked.startsWith('DELETE'))).toHaveLength(1);
    expect(unit.simulator.callContact('a')).toBe(false);
  });

  it('sends exactly one request that adds when it must ask before each', async () => {
    fault({ kind: 'status', status: 400 });

    const adding = lists.addContacts(LIST, [contact('a'), contact('b')], { mayStillSend: () => true });

    await expect(adding).rejects.toMatchObject({ name: 'RejectedError', reason: 'contacts_refused' });
    expect(uploads()).toHaveLength(1);
  });

  it('leaves a contact alone that was dialed between the look and the removal', async () => {
    await lists.addContacts(LIST, [contact('a')]);
    unit.simulator.setFaults([
      {
        system: 'cxone',
        operation: 'withholdContact',
        fault: { kind: 'status', status: 404 },
        times: 1,
      },
    ]);

    await expect(lists.withholdContact(LIST, 'a')).rejects.toMatchObject({ reason: 'withholding_pending' });
    unit.simulator.callContact('a');
    expect(await lists.withholdContact(LIST, 'a')).toBe('called');
  });

  it('reads a list of many pages, and says when it is too long to be looked through', async () => {
    for (let part = 0; part < 5; part++) {
      unit.clock.advance(600_000);
      await lists.addContacts(
        LIST,
        Array.from({ length: 1000 }, (_, index) => contact(`c${part}x${index}`)),
      );
    }

    expect((await lists.readContacts(LIST, ['c0x0', 'c3x999'])).size).toBe(2);
    await expect(lists.readContacts(LIST, ['c4x999'])).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'contact_list_too_long',
    });
  });

  it.each<[string, Partial<SimulatedDialerSkill>, object]>([
    ['dials more calls than agents', { maximumRatio: 1.5 }, { dialingMode: 'predictive' }],
    ['lets agents confirm first', { confirmationRequired: true }, { dialingMode: 'preview' }],
    ['has no agents', { agentless: true }, { dialingMode: 'agentless' }],
    ['is stopped', { isRunning: false }, { status: 'ended' }],
    ['is switched off', { isActive: false }, { status: 'ended' }],
    ['has a schedule', { isScheduled: true }, { hasCallableTimes: true }],
    ['works through another list', { contactListId: '7002' }, { contactListId: '7002' }],
  ])('tells of a skill that %s', async (_, skill, told) => {
    unit.simulator.putSkill({ ...DIALER, ...skill });

    expect(await lists.campaign(IDS.campaign)).toMatchObject(told);
  });

  it('relies on nothing that is not told of a skill', async () => {
    fault({ kind: 'body', status: 200, body: { skillId: 5001 } }, 'readCampaign');

    expect(await lists.campaign(IDS.campaign)).toMatchObject({
      dialingMode: 'other',
      status: 'ended',
      hasCallableTimes: false,
    });
  });

  it("asks nothing about ids that are not the platform's", async () => {
    expect(await lists.campaign('b1c7e2d4-90af')).toBeUndefined();
    expect(unit.asked()).toEqual([]);
  });

  it.each([
    ['readCampaign', () => lists.campaign(IDS.campaign)],
    ['readContacts', () => lists.readContacts(LIST, ['a'])],
  ])('asks again when the answer of %s cannot be read', async (operation, ask) => {
    fault({ kind: 'body', status: 200, body: '<html></html>' }, operation);

    await expect(ask()).rejects.toMatchObject({ name: 'TransientError', reason: 'cxone_unreadable' });
  });

  it('never tells a number in an error', async () => {
    fault({ kind: 'status', status: 400, body: { error: 'bad +12025550111' } });

    const error: unknown = await lists
      .addContacts(LIST, [contact('a'), contact('b')])
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('2025550111');
  });
});
