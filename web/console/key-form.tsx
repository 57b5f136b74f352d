import { useState } from 'preact/hooks';
import { Card } from '../shared/card.tsx';
import { STRINGS } from './strings.ts';

interface KeyFormProps {
  readonly isRefused: boolean;
  use(key: string): void;
}

/** Asks for the reader's key, which stays in the page's memory. */
export function KeyForm({ isRefused, use }: KeyFormProps) {
  const [key, setKey] = useState('');
  const words = STRINGS.key;
  return (
    <Card title={words.title} id="key">
      <form
        class="act key-form"
        onSubmit={(event) => {
          event.preventDefault();
          use(key);
        }}
      >
        <label class="field">
          <span class="small soft">{words.label}</span>
          <input
            type="password"
            class="input"
            autocomplete="off"
            required
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
        </label>
        <p class="soft small">{words.why}</p>
        <p role="alert" class={isRefused ? 'notice' : undefined} data-tone="bad">
          {isRefused ? words.refused : ''}
        </p>
        <button type="submit" class="button" data-kind="main">
          {words.use}
        </button>
      </form>
    </Card>
  );
}
