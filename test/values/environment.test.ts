import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, showError, type ValuesInput } from '../../src/index.js'

const errors = (extraEnv: unknown): ReadonlyArray<string> => {
  const result = build({ values: { redis: { extraEnv } } as ValuesInput }) // what a file may hold
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test('a variable has a name, and a value that is text', async (t) => {
  t.strictSame(
    errors([
      { name: 'A' },
      { name: 'B', value: '' },
      { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ]),
    [],
  )
  t.strictSame(
    errors([
      { name: 'A', value: 5 },
      { name: 'B', value: true },
    ]),
    [
      'values: redis.extraEnv[0].value: expected a string, got number 5',
      'values: redis.extraEnv[1].value: expected a string, got boolean true',
    ],
  )
  t.strictSame(errors([{ value: 'x' }, { name: '' }, { name: 5, value: null }, 'D']), [
    'values: redis.extraEnv[0].name: expected a non-empty string, got nothing',
    'values: redis.extraEnv[1].name: expected a non-empty string, got string ""',
    'values: redis.extraEnv[2].name: expected a non-empty string, got number 5',
    'values: redis.extraEnv[2].value: expected a string, got nothing',
    'values: redis.extraEnv[3]: expected a Kubernetes EnvVar, got string "D"',
  ])
})
