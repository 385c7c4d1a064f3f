/** Where the External Secrets Operator takes the Secret of credentials from. */
import type { JsonObject } from '../json.js'
import * as codec from './codec.js'
import type { ValueOf } from './leaf.js'
import type { Problem } from './problem.js'
import { boolean, group, oneOf, optionalText, text } from './schema.js'

/** Go's form of a duration, as the operator reads it. */
const duration = codec.such(codec.text, 'a duration such as 1h or 30m, or 0 for once', (value) =>
  /^(0|([0-9]+(\.[0-9]+)?(s|m|h))+)$/.test(value),
)

export const externalSecret = group(
  'An ExternalSecret of the External Secrets Operator, which makes the Secret `auth.secretName`.',
  {
    store: group(
      'The store that it reads.',
      {
        name: optionalText('Name of the store.', 'vault', codec.dnsName),
        kind: oneOf(
          ['SecretStore', 'ClusterSecretStore'],
          'SecretStore',
          'Whether the store is one of the namespace or of the cluster.',
          'ClusterSecretStore',
        ),
      },
      'name',
    ),
    remoteKey: optionalText(
      'What the store calls the secret; each documented key is a property of it.',
      'ml/clearml',
      codec.nonEmptyText,
    ),
    extract: boolean(
      false,
      'Take all properties of it, whatever they are called. Else those that the stream needs.',
    ),
    refreshInterval: text('1h', 'How often the operator reads the store again.', '15m', duration),
    apiVersion: oneOf(
      ['external-secrets.io/v1', 'external-secrets.io/v1beta1'],
      'external-secrets.io/v1',
      'API version of the operator; before 0.17 it has v1beta1 only.',
      'external-secrets.io/v1beta1',
    ),
  },
)

/** The decoded values. */
export type ExternalSecretValues = ValueOf<typeof externalSecret>

/** What is missing where an ExternalSecret is asked for, and what is idle where none is. `because` says why none is. */
export const externalSecretProblems = (
  own: ExternalSecretValues,
  defaults: ExternalSecretValues,
  because: string | null,
): ReadonlyArray<Problem> => {
  const path = ['auth', 'externalSecret']
  if (because === null)
    return [
      ...(own.store.name === null
        ? [
            {
              path: [...path, 'store', 'name'],
              expected: 'the name of a store: auth.credentials is externalSecret',
            },
          ]
        : []),
      ...(own.remoteKey === null
        ? [
            {
              path: [...path, 'remoteKey'],
              expected: 'what the store calls the secret with the keys of ClearML',
            },
          ]
        : []),
    ]
  const [mine, usual] = [leavesOf(own), leavesOf(defaults)]
  return Object.keys(mine)
    .filter((name) => mine[name] !== usual[name])
    .map((name) => ({ path: [...path, ...name.split('.')], expected: because }))
}

const leavesOf = ({ store, ...rest }: ExternalSecretValues): JsonObject => ({
  'store.name': store.name,
  'store.kind': store.kind,
  ...rest,
})
