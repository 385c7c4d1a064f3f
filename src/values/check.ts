/** What decoding cannot see: values that are wrong beside others. */
import { at, type Json, type JsonObject, type Path } from '../json.js'
import { authProblems } from './auth.js'
import { configProblems } from './configFiles.js'
import { placeOf } from './decode.js'
import { defaultValues } from './defaults.js'
import type { ValuesError } from './error.js'
import { extraEnvProblems } from './extraEnv.js'
import type { ValuesLayer } from './layer.js'
import { outsideProblems } from './outsideProblems.js'
import { ownedKeys } from './owned.js'
import type { Problem } from './problem.js'
import { resourceProblems } from './resources.js'
import { sizedValue } from './sizes.js'
import { subPathProblems } from './subPath.js'
import { surroundingsProblems } from './surroundings.js'
import type { Values } from './table.js'

export type { Problem } from './problem.js'

/** Problems as errors, each with the place of its value. */
export const asErrors = (
  found: ReadonlyArray<Problem>,
  values: Values,
  layers: ReadonlyArray<ValuesLayer>,
): ReadonlyArray<ValuesError> =>
  found.map(({ path, expected, found: actual }) => ({
    _tag: 'InvalidValue',
    path,
    expected,
    actual: actual ?? valueAt(values, path) ?? null,
    place: placeOf(layers, path),
  }))

const valueAt = (values: Values, path: Path): Json | undefined => at(values as unknown as JsonObject, path) // decoded values are plain data

/** Problems of the core's values. */
export const checkCore = (values: Values): ReadonlyArray<Problem> => [
  ...namespaceProblems(values),
  ...authProblems(values.auth, defaultValues.auth),
  ...unused(values),
  ...(values.fileserver.replicas > 1 && values.fileserver.storage.accessMode !== 'ReadWriteMany'
    ? [
        {
          path: ['fileserver', 'replicas'],
          expected:
            'at most 1, unless fileserver.storage.accessMode is ReadWriteMany: its pods share one volume',
        },
      ]
    : []),
  ...resourceProblems(values),
  ...configProblems(values),
  ...extraEnvProblems(values),
  ...subPathProblems(values),
  ...surroundingsProblems(values),
  ...outsideProblems(values),
  ...ownedKeys(values),
]

const namespaceProblems = ({ namespace: { name, create } }: Values): ReadonlyArray<Problem> =>
  create && (name === 'default' || name.startsWith('kube-'))
    ? [{ path: ['namespace', 'create'], expected: 'false: this namespace belongs to the cluster' }]
    : []

/** Values that mean nothing beside an object of the user's own. */
const unused = (values: Values): ReadonlyArray<Problem> => [
  ...stores
    .filter((of) => values[of].storage.existingClaim !== null)
    .flatMap((of) => {
      // The access mode says that the file servers can share the claim.
      const shared = of === 'fileserver' && values.fileserver.replicas > 1
      const mode = [of, 'storage', 'accessMode']
      return changed(values, [[of, 'storage', 'size'], ...(shared ? [] : [mode])]).map((path) => ({
        path,
        expected: 'none: existingClaim is used',
      }))
    }),
]

const stores = ['elasticsearch', 'fileserver', 'mongodb', 'redis'] as const

const changed = (values: Values, paths: ReadonlyArray<Path>): ReadonlyArray<Path> =>
  paths.filter(
    (path) => valueAt(values, path) !== (sizedValue(values.size, path) ?? valueAt(defaultValues, path)),
  )
