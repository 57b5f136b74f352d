import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, jest } from '@jest/globals';
import { eventTexts, LAMBDA_EVENTS } from '../../bin/commands/events.ts';
import { FUNCTION_NAMES } from '../../lib/workflow.ts';
import { synthesizedApp } from '../support/synthesized-app.ts';
import { ofType, type TemplateResource } from '../support/template-walkers.ts';

/** A synthesis takes seconds, more beside other tests. */
jest.setTimeout(180_000);

/** The local stage has every function. */
let resources: readonly TemplateResource[];

beforeAll(() => {
  resources = synthesizedApp('local').resources;
});

it('holds a ready Lambda event for every function, as npm run events makes it', () => {
  const texts = eventTexts(resources.map(({ id }) => id));
  const written = readdirSync(LAMBDA_EVENTS);
  const stale = written.filter((file) => readFileSync(join(LAMBDA_EVENTS, file), 'utf8') !== texts[file]);

  expect(written.toSorted()).toEqual(Object.keys(texts).toSorted());
  expect(stale).toEqual([]);
});

it('knows every function of the template by the name of its folder', () => {
  const ids = JSON.parse(readFileSync(join(LAMBDA_EVENTS, 'logical-ids.json'), 'utf8'));
  const there = ofType(resources, 'AWS::Lambda::Function').map(({ id }) => id);

  expect(Object.keys(ids)).toEqual([...FUNCTION_NAMES]);
  expect(Object.values(ids).toSorted()).toEqual(there.toSorted());
});

it('keeps the logical ids of what holds data: another id would be another, empty resource', () => {
  const kept = resources.filter(({ isRetained, type }) => isRetained && type !== 'AWS::Logs::LogGroup');

  expect(kept.map(({ type, id }) => `${type} ${id}`).toSorted()).toEqual([
    'AWS::DynamoDB::Table ContactsTable16C20946',
    'AWS::DynamoDB::Table LedgerTable9343E4AA',
    'AWS::S3::Bucket ArchiveAccessLogBB507C56',
    'AWS::S3::Bucket ArchiveDA4CB258',
    'AWS::S3::Bucket Reports65402A0A',
  ]);
});
