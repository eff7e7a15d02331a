// The browser's words against the vectors of the Rust side: every one of them, and as many as there have to be.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { words } from '../../themes/default/static/words.js';

const LEAST = 20_000;
const read = (name) => readFileSync(join(process.env.VECTORS, name), 'utf8');

test('words, their keys and stop words are those of the Rust side', () => {
  const vectors = read('vectors.jsonl').split('\n').map((line) => JSON.parse(line));
  assert.ok(new Set(vectors.map(JSON.stringify)).size >= LEAST, `only ${vectors.length} vectors`);
  const analyzers = new Map();
  for (const [lang, text, expected] of vectors) {
    if (!analyzers.has(lang)) analyzers.set(lang, words(JSON.parse(read(`${lang}.json`))));
    const { tokens, key, stop } = analyzers.get(lang);
    const found = tokens(text).map((one) => [one.text, one.folded, key(one.folded), stop(one.folded)]);
    assert.deepEqual(found, expected, `${lang}: ${JSON.stringify(text)}`);
  }
});

test('half a character of two units divides words and breaks nothing', () => {
  const { tokens, key } = words(JSON.parse(read('sl.json')));
  assert.deepEqual(tokens('a\ud83db \udc00c').map((one) => key(one.folded)), ['a', 'b', 'c']);
});
