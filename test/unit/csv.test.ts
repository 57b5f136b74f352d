import { describe, expect, it } from '@jest/globals';
import { listFile } from '../../functions/adapters/cxone-call-list.ts';
import { csvRows } from '../../local/simulators/csv.ts';

const asIs = (phoneE164: string): string => phoneE164;
const read = (file: string): string[][] => csvRows(Buffer.from(file, 'base64').toString('utf8'));

describe('a CSV text', () => {
  it.each([
    [
      'two rows',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a last row without an end',
      'a,b\nc,',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    ['empty cells', ',a,\r\n', [['', 'a', '']]],
    ['commas, quotes and line breaks in quotes', '"a,""b""\n",c\r\n', [['a,"b"\n', 'c']]],
    ['nothing', '', []],
  ])('is read as its rows: %s', (_, text, rows) => {
    expect(csvRows(text)).toEqual(rows);
  });
});

describe('the file of an upload', () => {
  it('has a header of all columns, in one order, and a cell for each', () => {
    const contacts = [
      { id: 'a', data: { phone: '+12025550111', note: 'say "hi", twice' } },
      { id: 'b', data: { tier: 'é', phone: '+12025550112' } },
    ];

    expect(read(listFile(contacts, { first: true, numberAs: asIs }))).toEqual([
      ['externalId', 'priority', 'note', 'phone', 'tier'],
      ['a', 'true', 'say "hi", twice', '+12025550111', ''],
      ['b', 'true', '', '+12025550112', 'é'],
    ]);
  });
});
