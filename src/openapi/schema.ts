/** Kubernetes' own kinds and definitions in one version, read from the tables when they are asked for. */
import { includes, parseFields, parseType, parseVersions, type TableField, type Versions } from './grammar.js'
import type { Field, ObjectShape, Shape } from './shape.js'
import { definitions } from './tables/definitions.js'
import { kinds } from './tables/kinds.js'
import { type KubeVersion, kubeVersions } from './version.js'

/** A kind that some version can create. */
export interface Kind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
  readonly definition: string
  /** Whether the schema's version has it. */
  readonly exists: boolean
  /** The first and last version that the tables know it in, which need not be the first and last that there were. */
  readonly from: KubeVersion
  readonly to: KubeVersion
}

/** The API of one version. It reads each line of the tables once, when it is needed. */
export interface Schema {
  readonly version: KubeVersion
  /** What a definition is; a name that the tables do not have is any JSON. */
  readonly definition: (name: string) => Shape
  readonly kind: (apiVersion: string, kind: string) => Kind | undefined
  /** Kinds of this name, or of all names, in every apiVersion of the tables. */
  readonly kinds: (kind?: string) => ReadonlyArray<Kind>
  /** Versions that have a field which the schema's version does not have; empty where none has it. */
  readonly versionsOf: (definition: string, field: string) => ReadonlyArray<KubeVersion>
}

/** The schema of a version; `version` is one of `kubeVersions`. */
export const schemaOf = (version: KubeVersion): Schema => {
  const index = kubeVersions.indexOf(version)
  const known = new Map<string, Shape>()
  const all = allKinds(index)
  const byName = new Map(all.map((one) => [`${one.apiVersion} ${one.kind}`, one]))
  return {
    version,
    definition: (name) => {
      const found = known.get(name) ?? read(name, index)
      known.set(name, found)
      return found
    },
    kind: (apiVersion, kind) => byName.get(`${apiVersion} ${kind}`),
    kinds: (kind) => (kind === undefined ? all : all.filter((one) => one.kind === kind)),
    versionsOf: (definition, field) => {
      const same = fieldsOf(definition).filter((one) => one.name === field)
      return kubeVersions.filter((_, i) => same.some((one) => includes(one.versions, i)))
    },
  }
}

const allKinds = (index: number): ReadonlyArray<Kind> =>
  Object.entries(kinds).flatMap(([apiVersion, line]) =>
    line.split(';').map((text) => {
      const [, kind = '', scope, definition, at] = /^(\w+)(\*?)(?:=([^@]+))?(?:@(.*))?$/.exec(text) ?? []
      const versions: Versions = parseVersions(at)
      const has = kubeVersions.filter((_, i) => includes(versions, i))
      return {
        apiVersion,
        kind,
        namespaced: scope === '',
        definition: definition ?? definitionOf(apiVersion, kind),
        exists: includes(versions, index),
        from: has[0] ?? '',
        to: has[has.length - 1] ?? '',
      }
    }),
  )

/** `apps/v1` Deployment is `apps.v1.Deployment`, `rbac.authorization.k8s.io/v1` Role is `rbac.v1.Role`. */
const definitionOf = (apiVersion: string, kind: string): string => {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion]
  return `${group?.split('.')[0]}.${version}.${kind}`
}

const lineOf = (definition: string): { readonly line: string; readonly family: string } | undefined => {
  const dot = definition.lastIndexOf('.')
  const family = definition.slice(0, dot)
  const name = definition.slice(dot + 1)
  const line = definitions[family]?.[name]
  if (line === undefined) return undefined
  return { line: /^=/.test(line) ? (definitions[line.slice(1)]?.[name] ?? '*') : line, family }
}

const fieldsOf = (definition: string): ReadonlyArray<TableField> => {
  const found = lineOf(definition)
  return found === undefined || /^[*|]/.test(found.line) ? [] : parseFields(found.line, found.family)
}

const read = (definition: string, index: number): Shape => {
  const found = lineOf(definition)
  if (found === undefined || found.line === '*') return { _tag: 'Any' }
  if (found.line.startsWith('|')) {
    return {
      _tag: 'OneOf',
      shapes: found.line
        .slice(1)
        .split('|')
        .map((type) => parseType(type, found.family)),
    }
  }
  const fields = new Map<string, Field>(
    parseFields(found.line, found.family)
      .filter(({ versions }) => includes(versions, index))
      .map((field) => [field.name, field]),
  )
  const shape: ObjectShape = { _tag: 'Object', definition, fields }
  return shape
}
