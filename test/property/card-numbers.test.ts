import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskCards, maskCardsIn } from '../../functions/runtime/card-numbers.ts';

/** Published test numbers of the networks: nobody's cards. */
const CARDS = [
  '4111111111111111',
  '4222222222222',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '30569309025904',
  '6011111111111117',
  '3530111333300000',
  '6212345678901232',
] as const;

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
/** What a network's check digit makes of fifteen digits. */
function visaOf(body: string): string {
  const fifteen = `4${body}`;
  const sum = [...fifteen].toReversed().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${fifteen}${(10 - (sum % 10)) % 10}`;
}
const visa = digits(14).map(visaOf);
const grouped = (card: string, by: string): string => card.replace(/(\d{4})(?=\d)/g, `$1${by}`);
const words = fc.constantFrom('', 'my card is ', 'card:', 'pan=', '(', 'Zahl: ', 'é, ', '"');
const tails = fc.constantFrom('', '.', ', please', ' 12/27', ')', ' and +12025550142', '\n');

describe('a card number in free text', () => {
  it.each(CARDS)('%s is masked but for its last four digits', (card) => {
    const { value, cards } = maskCards(`my card is ${card}.`);

    expect(cards).toBe(1);
    expect(value).toBe(`my card is ${'*'.repeat(card.length - 4)}${card.slice(-4)}.`);
  });

  it('is found with spaces, dashes or nothing between its groups, wherever it stands', () => {
    fc.assert(
      fc.property(visa, words, tails, fc.constantFrom('', ' ', '-', '\u00a0'), (card, word, tail, by) => {
        const { value, cards } = maskCards(`${word}${grouped(card, by)}${tail}`);

        expect(cards).toBe(1);
        expect(value).not.toContain(card.slice(0, 12));
        expect(value.replace(/[^\d*]/g, '')).toContain(`${'*'.repeat(12)}${card.slice(-4)}`);
      }),
    );
  });

  it('is found twice where there are two, and none is left when it is masked again', () => {
    fc.assert(
      fc.property(visa, visa, (one, other) => {
        const { value, cards } = maskCards(`${grouped(one, ' ')} and ${other}`);

        expect(cards).toBe(2);
        expect(maskCards(value)).toEqual({ value, cards: 0 });
      }),
    );
  });
});

describe('what is no card number in free text stays as it is:', () => {
  const stays = (text: string): void => {
    expect(maskCards(text)).toEqual({ value: text, cards: 0 });
  };

  it('phone numbers with a country code, however they are written', () => {
    const phone = fc.stringMatching(/^\+[1-9]\d{6,14}$/);
    fc.assert(fc.property(phone, words, (number, word) => stays(`${word}${number}`)));
    fc.assert(fc.property(fc.stringMatching(/^\+[1-9]\d{0,2}( \d{3,4}){2,3}$/), (number) => stays(number)));
  });

  it('instants, in every usual spelling', () => {
    const instant = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, (at) => {
        stays(at.toISOString());
        stays(at.toISOString().replace(/[-:.]/g, ''));
        stays(String(at.getTime()).slice(0, 13).replace(/^[^1]/, '1'));
      }),
    );
  });

  it('ids: UUIDs, our keys and those of senders', () => {
    fc.assert(fc.property(fc.uuid(), (id) => stays(id)));
    fc.assert(fc.property(visa, (card) => stays(`evt-${card}`)));
    fc.assert(fc.property(visa, (card) => stays(`${card}-4cf051`)));
    fc.assert(fc.property(visa, (card) => stays(`SNS_${card}`)));
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), (hash) => stays(`x${hash}`)));
  });

  it('numbers whose check digit is wrong, whose network nobody knows, or which are too long', () => {
    fc.assert(fc.property(visa, (card) => stays(card.slice(0, -1) + ((Number(card.at(-1)) + 1) % 10))));
    fc.assert(fc.property(digits(15), (rest) => stays(`1${rest}`)));
    fc.assert(fc.property(visa, digits(8), (card, more) => stays(`${card}${more}`)));
    fc.assert(fc.property(visa, (card) => stays(`0.${card}`)));
  });
});

describe('a JSON value', () => {
  it('loses its card numbers at any depth, also as numbers and names, and keeps its shape', () => {
    const value = {
      note: 'pay with 4111 1111 1111 1111',
      list: [{ pan: 4111111111111111 }, null, true, 12.5],
      '4111111111111111': 'name',
    };

    expect(maskCardsIn(value)).toEqual({
      value: {
        note: 'pay with **** **** **** 1111',
        list: [{ pan: '************1111' }, null, true, 12.5],
        '************1111': 'name',
      },
      cards: 3,
    });
  });

  it('keeps what stands in a field of an id', () => {
    const value = { contactId: '4111111111111111', idempotencyKey: '4111111111111111' };

    expect(maskCardsIn(value)).toEqual({ value, cards: 0 });
  });

  it('without a card number is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        fc.pre(!/\d{12}/.test(before.replace(/[^\d"]/g, '')));

        expect(JSON.stringify(maskCardsIn(JSON.parse(before)).value)).toBe(
          JSON.stringify(JSON.parse(before)),
        );
      }),
    );
  });
});
