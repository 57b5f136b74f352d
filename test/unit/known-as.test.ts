import { describe, expect, it } from '@jest/globals';
import { identified } from '../../functions/segmentation/known-as.ts';
import { customer } from '../support/builders.ts';

const MISSING = { kind: 'unknown', why: 'identifier_missing' };
const INVALID = { kind: 'unknown', why: 'identifier_invalid' };

describe('what a customer is known by', () => {
  it.each([
    ['+12025550142', '+12025550142'],
    ['+1 (202) 555-0142', '+12025550142'],
    ['+44 20 7946.0018', '+442079460018'],
  ])('is the number %s without what people write between its digits', (phoneNumber, value) => {
    expect(identified('phone', customer({ phoneNumber }))).toEqual({
      kind: 'known',
      as: { by: 'phone', value },
    });
  });

  it.each([
    ['', MISSING],
    ['(202) 555-0142', INVALID],
    ['+0202555014', INVALID],
    ['+1202555014A', INVALID],
    ['+123456', INVALID],
    ['+1234567890123456', INVALID],
  ])('is nothing when the number is %j', (phoneNumber, wanted) => {
    expect(identified('phone', customer({ phoneNumber }))).toEqual(wanted);
  });

  it('is the e-mail address in small letters, of the field that is named so', () => {
    const fields = { email: ' Robin.Example@Example.com ' };

    expect(identified('email', customer({ fields }))).toMatchObject({
      as: { by: 'email', value: 'robin.example@example.com' },
    });
  });

  it.each([
    [undefined, MISSING],
    [{ email: ' ' }, MISSING],
    [{ email: 'robin at example' }, INVALID],
    [{ email: 'a@b@c.example' }, INVALID],
    [{ email: `${'a'.repeat(250)}@example.com` }, INVALID],
  ])('is nothing when the address is %j', (fields, wanted) => {
    expect(identified('email', customer(fields ? { fields } : {}))).toEqual(wanted);
  });

  it('is nothing of a customer whom nobody knows', () => {
    expect(identified('phone', undefined)).toEqual(MISSING);
  });
});
