import { describe, expect, it } from '@jest/globals';
import type { ContactContext } from '../../functions/contact/contact-context.ts';
import { openingUrl, popProblems, popUrl, signOnProblems } from '../../functions/context/pop-url.ts';
import { readPop } from '../../functions/context/read-pop.ts';
import { TransientError } from '../../functions/errors.ts';
import { parseStage, StageError } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { withOverrides } from '../../local/stage-settings.ts';
import { customer, HOUR, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { CONTEXT_RULES, contextDesk } from '../support/context-desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeCrm } from '../support/fake-crm.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';

const POP = {
  baseUrl: 'https://crm.example.com/',
  template: '/ui/agent?cid={contactId}&tier={fields.accountTier}&plan={fields.plan}',
  at: 'preview',
  minutes: 30,
  fields: ['plan'],
} as const;
const pop = (changes: object = {}) => ({ ...POP, fields: [...POP.fields], ...changes });

const CONTEXT: ContactContext = {
  contactId: 'contact:1',
  campaignId: null,
  customerId: 'CUST-1',
  freshness: 'cached',
  ageSeconds: 1,
  reason: null,
  withheld: false,
  withheldReason: null,
  suggestedQueue: null,
  name: 'Ada Sample',
  accountTier: 'Gold & more/é?#',
  timeZone: null,
  fields: { plan: '{contactId}&admin=1' },
};

describe('the address of a screen pop', () => {
  it('has every value encoded, and no value read as a place', () => {
    expect(popUrl(pop(), CONTEXT)).toBe(
      'https://crm.example.com/ui/agent?cid=contact%3A1&tier=Gold%20%26%20more%2F%C3%A9%3F%23&plan=%7BcontactId%7D%26admin%3D1',
    );
  });

  it('stays on its host and its path whatever a value says', () => {
    const url = new URL(
      popUrl(pop({ template: '/{contactId}/x?c={campaignId}' }), { ...CONTEXT, contactId: '..' }),
    );

    expect(url.host).toBe('crm.example.com');
  });

  it('has nothing where nothing is known', () => {
    const nobody = { ...CONTEXT, accountTier: null, fields: {} };

    expect(popUrl(pop(), nobody)).toBe('https://crm.example.com/ui/agent?cid=contact%3A1&tier=&plan=');
  });
});

describe('a template', () => {
  it.each([
    ['/ui?c={contactId}&k={customerId}&x={campaignId}&t={fields.accountTier}&p={fields.plan}', []],
    ['/ui?t={fields.tier}', [expect.stringContaining('{fields.tier} is no field')]],
    ['/ui?t={accountTier}', [expect.stringContaining('{accountTier} is no field')]],
    ['/ui?t={}', [expect.stringContaining('{} is no field')]],
    ['/ui?n={name}', [expect.stringContaining('{name} is personal')]],
    ['/ui?n={phoneNumber}', [expect.stringContaining('{phoneNumber} is personal')]],
    ['ui?c={contactId}', [expect.stringContaining('must be a path')]],
    ['//other.example.com/{contactId}', [expect.stringContaining('must be a path')]],
    ['/ui?c={contactId', [expect.stringContaining('outside a place')]],
  ])('%s has these problems', (template, problems) => {
    expect(popProblems(pop({ template }))).toEqual(problems);
  });

  it('with an unknown field is refused before anything is synthesized', () => {
    const settings = withOverrides(cdkContext().stages.dev ?? {}, [
      { path: 'context.pop.template', value: '/ui?t={fields.tier}' },
    ]);

    expect(() => parseStage('dev', settings)).toThrow(StageError);
    expect(() => parseStage('dev', settings)).toThrow(/context\.pop\.template: \{fields\.tier\} is no field/);
  });
});

describe('the screen pop of a contact', () => {
  const known = customer();
  const desk = () => {
    const clock = fakeClock(TUESDAY_10);
    return contextDesk({ crm: fakeCrm(known), clock, sleep: fakeSleep(clock), random: fakeRandom() });
  };
  const looked = { contactId: known.customerId };

  const HERE = 'https://reads.example.com/prod';
  const ADDRESS = 'https://crm.example.com/ui?t=standard';
  /** What a pop is made with, and what was kept of it. */
  const portsOf = (keep?: () => Promise<void>) => {
    const { ports } = desk();
    const kept: unknown[] = [];
    const pops = { keep: keep ?? (async (...what: unknown[]) => void kept.push(what)) };
    return { ports: { ...ports, pops }, kept };
  };

  it.each(['preview', 'connect'] as const)('is opened at %s where the stage says so', async (when) => {
    const rules = { ...CONTEXT_RULES, pop: pop({ at: when, template: '/ui?t={fields.accountTier}' }) };
    const { ports, kept } = portsOf();

    const told = await readPop(looked, HERE, ports, rules);

    expect(told).toMatchObject({ contactId: known.customerId, at: when, freshness: 'live', withheld: false });
    const [, reference] =
      /^https:\/\/reads\.example\.com\/prod\/v1\/pops\/(\S+)$/.exec(told?.url ?? '') ?? [];
    const now = ports.clock.now().getTime();
    expect(kept).toEqual([
      [
        reference,
        { url: ADDRESS, customerId: known.customerId, endsAt: new Date(now + 12 * HOUR) },
        new Date(now + 30 * MINUTE),
      ],
    ]);
  });

  it.each<[string, () => Promise<void>]>([
    ['cannot be kept', () => Promise.reject(new TransientError('contacts_unavailable', 'gone'))],
    ['is not kept in time', () => new Promise(() => {})],
  ])('leads straight to its page when its reference %s', async (_, keep) => {
    const rules = { ...CONTEXT_RULES, pop: pop({ template: '/ui?t={fields.accountTier}' }) };

    const { ports } = portsOf(keep);
    const begins = ports.clock.now().getTime();

    expect(await readPop(looked, HERE, ports, rules)).toMatchObject({ url: ADDRESS });

    expect(ports.clock.now().getTime() - begins).toBeLessThan(2000);
  });

  it('is not there without a template, and not for a customer who is nobody', async () => {
    const { ports } = portsOf();

    expect(await readPop(looked, HERE, ports, CONTEXT_RULES)).toBeUndefined();
    const rules = { ...CONTEXT_RULES, pop: pop() };
    expect(await readPop({ contactId: 'nobody' }, HERE, ports, rules)).toBeUndefined();
  });
});

describe('the sign-on of a CRM', () => {
  const signOnUrl = 'https://sso.example.com/start?app=crm&RelayState={page}';

  it('is opened before the page and leads on to it', () => {
    const url = new URL(openingUrl(pop({ signOnUrl }), CONTEXT));

    expect(url.host).toBe('sso.example.com');
    expect(url.searchParams.get('RelayState')).toBe(popUrl(pop(), CONTEXT));
    expect(openingUrl(pop(), CONTEXT)).toBe(popUrl(pop(), CONTEXT));
  });

  it.each([
    [signOnUrl, []],
    ['https://sso.example.com/start', ['must name {page} once']],
    ['https://sso.example.com/{page}/{page}', ['must name {page} once']],
    ['https://{page}/start', ['must name {page} behind its host']],
    ['javascript:alert(1)//{page}', ['must name {page} behind its host']],
    [
      'https://sso.example.com/{contactId}?to={page}',
      ['has a brace, a space or a backslash outside a place'],
    ],
  ])('%s has these problems', (url, problems) => {
    expect(signOnProblems(url)).toEqual(problems);
  });

  const stageWith = (value: string) =>
    parseStage(
      'dev',
      withOverrides(cdkContext().stages.dev ?? {}, [{ path: 'context.pop.signOnUrl', value }]),
    );

  it('is one of the settings of a stage', () => {
    expect(stageWith(signOnUrl).context.pop?.signOnUrl).toBe(signOnUrl);
  });

  it.each([
    ['http://127.0.0.1/sso?to={page}', /context\.pop\.signOnUrl: only the local stage may name loopback/],
    ['http://sso.example.com/?to={page}', /context\.pop\.signOnUrl: must be https/],
    ['https://me:secret@sso.example.com/{page}', /context\.pop\.signOnUrl: must not carry credentials/],
    ['https://sso.example.com/', /context\.pop\.signOnUrl: must name \{page\} once/],
  ])('%s is refused before anything is synthesized', (value, problem) => {
    expect(() => stageWith(value)).toThrow(problem);
  });
});
