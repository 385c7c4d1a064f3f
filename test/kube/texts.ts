import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Json } from '../../src/json.js'

/** Texts that some YAML reader takes for something else when they stand there without quotes. */
export const traps: ReadonlyArray<string> = JSON.parse(
  readFileSync(new URL('./fixtures/traps.json', import.meta.url), 'utf8'),
)

export const scripts: ReadonlyArray<string> = [
  '#!/bin/sh\nset -eu\n\nfor q in default services; do\n  echo "queue: $q" # one\ndone\n',
  'all:\n\techo a\n\n\techo b\n',
  'network.host: 0.0.0.0\npath:\n  - /a\n  - "b"\n',
  '    indented first\n  then less\nthen none',
  '{\n  "a": [1, 2],\n  "b": null\n}',
  'kept lines\n\n\n',
]

const fragments: ReadonlyArray<string> = [
  ...traps.filter((trap) => trap.length < 12),
  ...[
    ' ',
    '  ',
    '\n',
    '\n',
    '\t',
    ': ',
    ' #',
    '- ',
    'a',
    'b',
    '0',
    '1',
    '_',
    '.',
    ':',
    ',',
    '"',
    "'",
    'key: value',
    'e',
    '+',
    '-',
  ],
]

/** Mixes of YAML's syntax, any Unicode text without half surrogate pairs, and texts of several lines. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...fragments), { maxLength: 6 }).map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...' \n\t:#-ab01._~'), { maxLength: 9 }).map((cs) => cs.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(...scripts) },
)

const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 0.1, 1e20, 1e21, 1.5e21, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 53),
)

export const data: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    numbers,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      texts.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value

/** As JSON has it: no negative zero, and the order of keys does not count. */
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value))
