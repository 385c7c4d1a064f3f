/** Values that nothing reads. */
import { equal, type Json } from '../json.js'
import { defaultValues } from './defaults.js'
import type { Values } from './table.js'

/** What is of the server alone. Its components are left out: profiles and sizes speak of them wherever they are used. */
const ofServer = ['auth', 'config', 'watchdog', 'retention'] as const

/** Values of policies that say who is let through; those of DNS come with a profile, whether there are policies or not. */
const ofPolicies = ['ingress', 'kubernetesApi', 'stores', 'buckets', 'updates', 'egressRules'] as const

/** A sentence on values of the server where none is installed, and on values of policies where there are none. */
export const idleWarnings = (values: Values): ReadonlyArray<string> => {
  const server = values.server.enabled ? [] : given(values, defaultValues, ofServer)
  const policies = values.networkPolicies.enabled
    ? []
    : given(values.networkPolicies, defaultValues.networkPolicies, ofPolicies)
  return [
    ...(server.length === 0
      ? []
      : [
          `server.enabled is false, so no server is installed that would read the values of ${server.join(', ')}.`,
        ]),
    ...(policies.length === 0
      ? []
      : [
          `networkPolicies.enabled is false, so nothing is closed: the values of ${policies
            .map((name) => `networkPolicies.${name}`)
            .join(', ')} do nothing.`,
        ]),
  ]
}

const given = <Key extends string>(
  values: Readonly<Record<Key, unknown>>,
  standard: Readonly<Record<Key, unknown>>,
  names: ReadonlyArray<Key>,
): ReadonlyArray<Key> => names.filter((name) => !equal(values[name] as Json, standard[name] as Json)) // decoded values are plain data
