import type { ListedAlert } from '../../functions/overview/listed-alert.ts';
import type { Overview } from '../../functions/overview/overview.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import type { Acted, ActRequest } from '../../local/console/act-request.ts';
import type { LocalView } from '../../local/console/snapshot.ts';
import type { StoryPage } from '../../local/console/story-list.ts';

/** How everything stands; `local` where the console watches a local system. */
export interface Standing extends Overview {
  readonly local?: LocalView;
}

/** What is looked for among the stories. */
export interface Search {
  readonly text: string;
  /** Empty: any. */
  readonly outcome: string;
  /** From 0. */
  readonly page: number;
}

/** A story, and why a call was allowed or refused in the words of the command line, where that is at hand. */
export interface ToldStory {
  readonly story: AlertStory;
  readonly explanation?: string | undefined;
}

/** What a source tells of itself while it is watched. */
export interface SourceEvents {
  standing(standing: Standing): void;
  /** `refused`: the key is not accepted. */
  trouble(kind: 'lost' | 'refused'): void;
}

/** Where the console learns what it shows. */
export interface Source {
  /** Tells how everything stands, again and again. Gives what ends it. */
  watch(events: SourceEvents): () => void;
  stories(search: Search, standing: Standing): Promise<StoryPage>;
  /** `undefined` when no alert was admitted under the key. */
  story(key: string): Promise<ToldStory | undefined>;
  /** The buttons; absent where there are none. */
  readonly acts?: {
    act(request: ActRequest): Promise<Acted>;
    setClock(at: string): Promise<void>;
  };
}

/** A local system: it tells by itself, and takes orders. */
export function localSource(): Source {
  return {
    watch({ standing, trouble }) {
      const events = new EventSource('/__console/events');
      events.onmessage = ({ data }) => standing(JSON.parse(String(data)));
      events.onerror = () => trouble('lost');
      return () => events.close();
    },
    stories: ({ text, outcome, page }) =>
      send('POST', '/__console/stories', { text, page, ...(outcome !== '' && { outcome }) }),
    async story(key) {
      const told: { story: AlertStory | null; explanation: string | null } = await send(
        'POST',
        '/__console/story',
        { key },
      );
      return told.story ? { story: told.story, explanation: told.explanation ?? undefined } : undefined;
    },
    acts: {
      act: (request) => send('POST', '/__console/acts', request),
      async setClock(at) {
        await send('PUT', '/__clock', { at });
      },
    },
  };
}

/** A refusal a person can read. */
async function send<T>(method: string, path: string, body: object): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (answer.ok) return told;
  throw new Error([told.error, ...(told.problems ?? [])].join('; '));
}

/** How often a deployed stage is asked. */
const POLL_MS = 5000;

/** Stories one page shows. */
const PAGE = 20;

/** The reads of a deployed stage, asked with a key that only this page holds. */
export function polledSource(key: string): Source {
  // The page lies below the reads' own address, which begins with the stage's name.
  const read = (path: string): Promise<Response> =>
    fetch(new URL(`../v1/${path}`, location.href), { headers: { 'x-api-key': key } });

  return {
    watch({ standing, trouble }) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isOver = false;
      const look = async (): Promise<void> => {
        const answer = await read('overview/now').catch(() => undefined);
        if (isOver) return;
        if (answer?.ok) standing(await answer.json());
        else trouble(answer?.status === 403 ? 'refused' : 'lost');
        timer = setTimeout(() => void look(), POLL_MS);
      };
      void look();
      return () => {
        isOver = true;
        clearTimeout(timer);
      };
    },
    async stories(search, { alerts, latest }) {
      const known = new Map([...latest, ...alerts].map((story) => [story.key, story]));
      const found = [...known.values()].filter((story) => fits(story, search));
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      const page = Math.min(search.page, pages - 1);
      return { stories: found.slice(page * PAGE, (page + 1) * PAGE), found: found.length, page, pages };
    },
    async story(wanted) {
      const answer = await read(`alerts/${encodeURIComponent(wanted)}`);
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(String(answer.status));
      return { story: await answer.json() };
    },
  };
}

function fits(story: ListedAlert, { text, outcome }: Search): boolean {
  if (outcome !== '' && (story.outcome ?? 'in_flight') !== outcome) return false;
  const wanted = text.trim().toLowerCase();
  return [story.key, story.customerId, story.sensorId, story.alertType, story.reason].some((word) =>
    word?.toLowerCase().includes(wanted),
  );
}
