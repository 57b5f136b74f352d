import { useEffect, useState } from 'preact/hooks';
import type { StoryPage } from '../../local/console/story-list.ts';
import { Card } from '../shared/card.tsx';
import { Pill } from '../shared/pill.tsx';
import { shortTime } from './format.ts';
import type { Search, Source, Standing } from './source.ts';
import { STRINGS } from './strings.ts';
import { outcomeName, outcomeTone, plainWords } from './words.ts';

interface StoriesProps {
  readonly source: Source;
  readonly standing: Standing;
  readonly chosen: string | undefined;
  choose(key: string): void;
}

const EVERYTHING: Search = { text: '', outcome: '', page: 0 };
const NOTHING: StoryPage = { stories: [], found: 0, page: 0, pages: 1 };

/** The list of stories: searched, paged, always as it stands. */
export function Stories({ source, standing, chosen, choose }: StoriesProps) {
  const [search, setSearch] = useState(EVERYTHING);
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    let isOld = false;
    source.stories(search, standing).then(
      (page) => isOld || setFound(page),
      () => undefined,
    );
    return () => {
      isOld = true;
    };
  }, [source, search, standing]);
  const words = STRINGS.stories;
  const key = search.text.trim();
  return (
    <Card
      title={words.title}
      id="stories"
      aside={
        <span class="soft small figures" role="status">
          {words.found(found.found)}
        </span>
      }
    >
      <SearchForm search={search} change={setSearch} />
      {found.stories.length === 0 && <p class="soft note">{words.none}</p>}
      <ol class="rows">
        {found.stories.map((story) => (
          <li key={story.key}>
            <button
              type="button"
              class="row"
              aria-pressed={story.key === chosen}
              onClick={() => choose(story.key)}
            >
              <span class="row-key mono">{story.key}</span>
              <Pill tone={outcomeTone(story.outcome)}>{outcomeName(story.outcome)}</Pill>
              <span class="row-who soft small">
                {[story.customerId, story.sensorId].filter((word) => word !== null).join(' · ')}
              </span>
              <span class="row-when soft small figures">{shortTime(story.changedAt)}</span>
              <span class="row-why soft small">{plainWords(story.reason ?? '')}</span>
            </button>
          </li>
        ))}
      </ol>
      {!source.acts && <p class="soft small note">{words.lastOnly}</p>}
      {!source.acts && key !== '' && found.found === 0 && (
        <button type="button" class="button" onClick={() => choose(key)}>
          {words.openKey(key)}
        </button>
      )}
      {found.pages > 1 && <Pages found={found} turn={(page) => setSearch({ ...search, page })} />}
    </Card>
  );
}

interface SearchFormProps {
  readonly search: Search;
  change(search: Search): void;
}

function SearchForm({ search, change }: SearchFormProps) {
  const words = STRINGS.stories;
  return (
    <search>
      <form class="search" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span class="small soft">{words.search}</span>
          <input
            type="search"
            class="input"
            autocomplete="off"
            spellcheck={false}
            maxLength={200}
            value={search.text}
            onInput={({ currentTarget }) => change({ ...search, text: currentTarget.value, page: 0 })}
          />
        </label>
        <label class="field">
          <span class="small soft">{words.outcome}</span>
          <select
            class="input"
            value={search.outcome}
            onChange={({ currentTarget }) => change({ ...search, outcome: currentTarget.value, page: 0 })}
          >
            <option value="">{words.any}</option>
            {Object.entries(STRINGS.outcomes.names).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </form>
    </search>
  );
}

function Pages({ found, turn }: { readonly found: StoryPage; turn(page: number): void }) {
  const { page, pages } = found;
  const words = STRINGS.stories;
  return (
    <nav class="pages" aria-label={words.title}>
      <TurnButton label={words.previous} isPossible={page > 0} turn={() => turn(page - 1)} />
      <span class="small figures">{words.page(page + 1, pages)}</span>
      <TurnButton label={words.next} isPossible={page + 1 < pages} turn={() => turn(page + 1)} />
    </nav>
  );
}

interface TurnButtonProps {
  readonly label: string;
  readonly isPossible: boolean;
  turn(): void;
}

/** Stays where it is when it can do no more, so that the keyboard does not lose its place. */
function TurnButton({ label, isPossible, turn }: TurnButtonProps) {
  return (
    <button type="button" class="button" aria-disabled={!isPossible} onClick={() => isPossible && turn()}>
      {label}
    </button>
  );
}
