// What the browser finds against what the program finds: every judged question, and such that nobody should ask.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { open } from '../../themes/default/static/find.js';

const read = (name) => readFileSync(join(process.env.VECTORS, name), 'utf8');
const get = async (path) => JSON.parse(read(join('site/s', path)));

test('the same documents with the same worth in the same order', async () => {
  const lines = read('answers.jsonl').split('\n').map((line) => JSON.parse(line)), opened = new Map();
  assert.ok(lines.length > 250, `only ${lines.length} questions`);
  for (const { text, lang, near, ...expected } of lines) {
    if (!opened.has(lang)) opened.set(lang, await open(get, lang));
    const { hits, words, intents, urgent } = await opened.get(lang).answer(text, near);
    const found = { hits: hits.map((hit) => [hit.document, hit.score]), corrected: words.map((word) => word.corrected ?? null), intents, urgent };
    assert.deepEqual(found, expected, `${lang}: ${text.slice(0, 80)}`);
  }
});
