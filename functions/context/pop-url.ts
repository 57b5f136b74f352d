import type { PopSettings } from '../messages/context.ts';

/** What an address may say of a contact. */
export interface PopValues {
  readonly contactId: string;
  readonly customerId: string;
  readonly campaignId: string | null;
  readonly accountTier: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

/** A place of a template, e.g. `{fields.accountTier}`. */
const PLACE = /\{([^{}]*)\}/g;

/** Places every template may name. None of them says who somebody is: the ids are the CRM's and the platform's. */
const IDS = ['contactId', 'customerId', 'campaignId'] as const;

/** What may never be in an address, which browsers and proxies keep. */
const PERSONAL = ['name', 'phoneNumber', 'fields.name', 'fields.phoneNumber'];

/** What is wrong with a template; a stage with any of it is refused. Pure. */
export function popProblems({ template, fields }: PopSettings): readonly string[] {
  const known = [...IDS, 'fields.accountTier', ...fields.map((name) => `fields.${name}`)];
  const problems = places(template).flatMap((place) => {
    if (PERSONAL.includes(place)) return [`{${place}} is personal; name the contact by {contactId}`];
    return known.includes(place) ? [] : [`{${place}} is no field; known are ${known.join(', ')}`];
  });
  const rest = template.replaceAll(PLACE, '');
  return [
    ...problems,
    ...(template.startsWith('/') && !template.startsWith('//') ? [] : ['must be a path, e.g. /ui/agent']),
    ...(/[{}\s\\]/.test(rest) ? ['has a brace, a space or a backslash outside a place'] : []),
  ];
}

/** Where the sign-on's address takes the page's. */
const PAGE = '{page}';

/** What is wrong with the address of a sign-on; a stage with any of it is refused. Pure. */
export function signOnProblems(signOnUrl: string): readonly string[] {
  const [before = '', after = '', ...more] = signOnUrl.split(PAGE);
  const isBelowHost = /^https?:\/\/[^/?#]+[/?#]/.test(before);
  return [
    ...(signOnUrl.includes(PAGE) && more.length === 0 ? [] : [`must name ${PAGE} once`]),
    ...(isBelowHost ? [] : [`must name ${PAGE} behind its host`]),
    ...(/[{}\s\\]/.test(before + after) ? ['has a brace, a space or a backslash outside a place'] : []),
  ];
}

/**
 * The address a browser is sent to: the page, or the CRM's sign-on that leads on to it. An agent whose session is over is
 * signed in there without our access. Pure.
 */
export function openingUrl(pop: PopSettings, context: PopValues): string {
  const page = popUrl(pop, context);
  return pop.signOnUrl?.replace(PAGE, () => encodeURIComponent(page)) ?? page;
}

/** The address of the page an agent's screen shows, every value encoded; what is not known is empty. Pure. */
export function popUrl({ baseUrl, template }: PopSettings, context: PopValues): string {
  const path = template.replaceAll(PLACE, (_, place: string) =>
    encodeURIComponent(placeValue(place, context)),
  );
  return `${baseUrl.replace(/\/+$/, '')}${path}`;
}

function placeValue(place: string, context: PopValues): string {
  switch (place) {
    case 'contactId':
      return context.contactId;
    case 'customerId':
      return context.customerId;
    case 'campaignId':
      return context.campaignId ?? '';
    case 'fields.accountTier':
      return context.accountTier ?? '';
    default:
      return context.fields[place.slice('fields.'.length)] ?? '';
  }
}

const places = (template: string): readonly string[] =>
  [...template.matchAll(PLACE)].map(([, place = '']) => place);
