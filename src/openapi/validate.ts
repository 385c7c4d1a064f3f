/** A stream against the API of one version of Kubernetes. */
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { identity } from '../kube/identity.js'
import { type Positions, positionOf } from '../position.js'
import { type CustomKind, isCrd, kindsOf } from './crd.js'
import type { SchemaFinding } from './finding.js'
import { judge } from './kind.js'
import type { Located } from './rule.js'
import { objectName } from './rules/names.js'
import { type Schema, schemaOf } from './schema.js'
import { currentKubeVersion, type KubeVersion } from './version.js'
import { walk } from './walk.js'

/** A manifest and, if it came from a file, where everything in it stands. `path` is its own path in the document. */
export interface Given {
  readonly manifest: JsonObject
  readonly positions?: Positions
  readonly path?: Path
}

export interface ValidateOptions {
  /** One of `kubeVersions`; the newest one if absent. */
  readonly version?: KubeVersion
  /** CustomResourceDefinitions beside those in the stream. What is no sound one brings no kinds. */
  readonly crds?: ReadonlyArray<JsonObject>
}

/**
 * What the API server would refuse, or warn of, object by object in the order of the stream. A `List`, of any kind, counts
 * as the objects in it. Custom resources are checked by the CRDs that are given or in the stream.
 *
 * Laws: never throws; looks at each object alone, so the findings of a stream are those of its objects one by one (if
 * their CRDs are given); rules about several fields are judged where the fields themselves are sound.
 */
export const validate = (
  given: ReadonlyArray<Given>,
  { version = currentKubeVersion, crds = [] }: ValidateOptions = {},
): ReadonlyArray<SchemaFinding> => {
  const schema = schemaOf(version)
  const all = given.flatMap(flat)
  const custom = [...crds, ...all.map(({ manifest }) => manifest).filter(isCrd)].flatMap(kindsOf)
  return all.flatMap((one, place) =>
    findings(schema, custom, one.manifest).map(({ severity = 'error', path, ...problem }): SchemaFinding => {
      const { manifest, positions } = one
      const position =
        positions === undefined ? undefined : positionOf(positions, [...(one.path ?? []), ...path])
      return {
        ...problem,
        severity,
        version,
        object: { ...identity(manifest), apiVersion: textOf(manifest, 'apiVersion') },
        place,
        path,
        ...(position === undefined ? {} : { position }),
      } as SchemaFinding // the spread of a union keeps its members apart
    }),
  )
}

/** The manifests that a stream is made of, those of lists apart. */
export const flat = (given: Given): ReadonlyArray<Given> => {
  const { manifest, path = [] } = given
  const items = get(manifest, 'items') ?? null
  if (!textOf(manifest, 'kind').endsWith('List') || !isArray(items)) return [given]
  return items.flatMap((item: Json, index) =>
    isObject(item) ? flat({ ...given, manifest: item, path: [...path, 'items', index] }) : [],
  )
}

const findings = (
  schema: Schema,
  custom: ReadonlyArray<CustomKind>,
  manifest: JsonObject,
): ReadonlyArray<Located> => {
  const missing = ['apiVersion', 'kind'].filter((field) => textOf(manifest, field) === '')
  const [field] = missing
  if (field !== undefined) {
    const value = get(manifest, field) ?? null
    return value === null || value === ''
      ? [{ _tag: 'MissingRequired', path: [field] }]
      : [{ _tag: 'WrongType', expected: 'a string', found: value, path: [field] }]
  }
  if (textOf(manifest, 'kind') === 'List' && textOf(manifest, 'apiVersion') === 'v1') {
    return [{ _tag: 'WrongType', expected: 'a list', found: get(manifest, 'items') ?? null, path: ['items'] }]
  }
  const { shape, problem, severity } = judge(
    schema,
    custom,
    textOf(manifest, 'apiVersion'),
    textOf(manifest, 'kind'),
  )
  const path = problem?._tag === 'UnknownKind' && problem.kinds.length > 0 ? ['kind'] : ['apiVersion']
  const said: ReadonlyArray<Located> =
    problem === undefined ? [] : [{ ...problem, path, ...(severity === 'warning' ? { severity } : {}) }]
  if (shape === undefined) return said
  const found = walk(schema, shape, manifest, [], manifest)
  const metadataIsSound = !found.some(({ path }) => path[0] === 'metadata') && !found.some(isRootTypo)
  const unnamed = schema
    .kind(textOf(manifest, 'apiVersion'), textOf(manifest, 'kind'))
    ?.definition.startsWith('auth')
  const named =
    metadataIsSound && unnamed !== true ? objectName(manifest, { version: schema.version, manifest }) : []
  return [...said, ...found, ...named]
}

/** `metadata` itself may be misspelt. */
const isRootTypo = ({ _tag, path }: Located): boolean => _tag === 'UnknownField' && path.length === 1

const textOf = (manifest: JsonObject, key: string): string => {
  const value = get(manifest, key)
  return typeof value === 'string' ? value : ''
}
