/** Text that is HTML already. Only `html` makes it. */
export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML with every value escaped that is not HTML itself. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((text, part, index) => `${text}${told(values[index - 1] ?? '')}${part}`) };
}

/** No HTML at all. */
export const NOTHING: Html = { html: '' };

function told(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  if ('html' in value) return value.html;
  return value.map((one) => one.html).join('');
}

/** Control characters have no place in HTML (HTML Standard, "control codes"); they become visible as U+FFFD. */
const CONTROL = /\p{Cc}/gu;

function escaped(text: string): string {
  return text
    .replace(/[\t\n\r]/g, ' ')
    .replace(CONTROL, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
