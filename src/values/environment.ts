import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { isObject } from '../json.js'
import type { EnvVar } from '../kube/types.js'
import { nonEmptyText, text } from './codec.js'

/** A Kubernetes EnvVar: a name, and a value that is text. The Kubernetes schema judges the rest. */
export const envVar: t.Type<EnvVar> = new t.Type<EnvVar>(
  'a Kubernetes EnvVar',
  (value): value is EnvVar => E.isRight(envVar.decode(value)),
  (value, context) => {
    if (!isObject(value)) return t.failure(value, context)
    const field = (key: string, type: t.Type<string>): t.Errors => {
      const result = type.validate(value[key], t.appendContext(context, key, type, value[key]))
      return E.isLeft(result) ? result.left : []
    }
    const errors = [
      ...field('name', nonEmptyText),
      ...(Object.hasOwn(value, 'value') ? field('value', text) : []),
    ]
    return errors.length > 0 ? t.failures(errors) : t.success(value as unknown as EnvVar) // its name is looked at, the rest is a promise of the schema
  },
  t.identity,
)
