/** References to keys of Secrets: the only way in which a secret is named in values. */
import * as t from 'io-ts'
import { isObject } from '../json.js'
import type { EnvVar } from '../kube/types.js'
import { dnsName, nonEmptyText } from './codec.js'
import { type Leaf, leaf, nullable } from './leaf.js'
import { withheld } from './withheld.js'

/** One key of a Secret of the user, in the namespace of the pod that reads it. */
export interface SecretKey {
  readonly secret: string
  readonly key: string
}

const NAME =
  'a reference {secret: NAME, key: KEY}; a secret itself is no value: make one with `kubectl create secret generic NAME --from-file=KEY`'

const keyForm = /^[-._a-zA-Z0-9]{1,253}$/

const isSecretKey = (value: unknown): value is SecretKey =>
  isObject(value) &&
  Object.keys(value).sort().join() === 'key,secret' &&
  dnsName.is(value.secret) &&
  typeof value.key === 'string' &&
  keyForm.test(value.key)

const codec: t.Type<SecretKey> = new t.Type<SecretKey>(
  NAME,
  isSecretKey,
  (value, context) =>
    isSecretKey(value) ? t.success(value) : t.failures([{ value, context: withheld(context) }]),
  t.identity,
)

const textCodec: t.Type<string | SecretKey> = new t.Type<string | SecretKey>(
  `a non-empty string, or a reference {secret: NAME, key: KEY}`,
  (value): value is string | SecretKey => nonEmptyText.is(value) || isSecretKey(value),
  (value, context) =>
    (typeof value === 'string' && value !== '') || isSecretKey(value)
      ? t.success(value)
      : t.failures([{ value, context: withheld(context) }]),
  t.identity,
)

const reference = {
  type: 'object',
  required: ['secret', 'key'],
  additionalProperties: false,
  properties: { secret: { type: 'string' }, key: { type: 'string' } },
}

/** A secret, by reference. A literal one is refused with the way to make it a Secret, and not printed. */
export const secretKey = (doc: string, example: SecretKey): Leaf<SecretKey | null> =>
  nullable(leaf(codec, null, 'string', reference, doc, { ...example }))

/** A text that some hold to be secret: itself, or by reference. */
export const textOrSecretKey = (doc: string, example: string | SecretKey): Leaf<string | SecretKey | null> =>
  nullable(
    leaf(
      textCodec,
      null,
      'string',
      { type: ['string', 'object'], properties: reference.properties },
      doc,
      typeof example === 'string' ? example : { ...example },
    ),
  )

/** A variable with such a value; none where it is not given. */
export const envFrom = (name: string, from: string | SecretKey | null): ReadonlyArray<EnvVar> => {
  if (from === null) return []
  return typeof from === 'string'
    ? [{ name, value: from }]
    : [{ name, valueFrom: { secretKeyRef: { name: from.secret, key: from.key } } }]
}
