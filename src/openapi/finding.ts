/** What a manifest has that Kubernetes would refuse, and its one printer. */
import { isArray, isObject, type Json, nearest, type Path, showPath } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { type Position, showPosition } from '../position.js'
import type { KubeVersion } from './version.js'

/** What is wrong, apart from where. */
export type Problem =
  /** The last step of the path is no field. `known` are the fields there, `versions` those versions that have it. */
  | {
      readonly _tag: 'UnknownField'
      readonly known: ReadonlyArray<string>
      readonly versions: ReadonlyArray<KubeVersion>
    }
  /** `expected` in words: `an integer`, `a list`. */
  | { readonly _tag: 'WrongType'; readonly expected: string; readonly found: Json }
  /** The last step of the path is missing, or empty where something must be said. */
  | { readonly _tag: 'MissingRequired' }
  /** Not a value of the enum. */
  | { readonly _tag: 'NotAllowed'; readonly found: Json; readonly allowed: ReadonlyArray<Json> }
  /** Of the right type, but not in the format that `expected` describes. */
  | { readonly _tag: 'InvalidFormat'; readonly found: Json; readonly expected: string }
  /** Inclusive bounds. */
  | {
      readonly _tag: 'OutOfRange'
      readonly found: Json
      readonly minimum?: number
      readonly maximum?: number
    }
  /** Two items with one key. `first` is the index of the one before. */
  | { readonly _tag: 'DuplicateKey'; readonly key: Readonly<Record<string, Json>>; readonly first: number }
  /** A name that nothing in the object has; `known` are the names that there are. */
  | {
      readonly _tag: 'UnknownName'
      readonly what: string
      readonly name: string
      readonly known: ReadonlyArray<string>
    }
  /** Several of which only one may be there, or none of which one must. */
  | { readonly _tag: 'ExactlyOne'; readonly of: ReadonlyArray<string>; readonly found: ReadonlyArray<string> }
  /** Fields that do not go together. `expected` says what Kubernetes wants. */
  | { readonly _tag: 'Contradiction'; readonly expected: string }
  /** No kind of this name in this apiVersion. `kinds` are near names in it, `apiVersions` those that have the kind. */
  | {
      readonly _tag: 'UnknownKind'
      readonly kinds: ReadonlyArray<string>
      readonly apiVersions: ReadonlyArray<string>
    }
  /** An apiVersion that is no longer served: since which minor version, where known, and what to use instead. */
  | { readonly _tag: 'RemovedVersion'; readonly since?: KubeVersion; readonly use: ReadonlyArray<string> }
  /** An apiVersion that comes later. */
  | { readonly _tag: 'NotYetVersion'; readonly since: KubeVersion; readonly use: ReadonlyArray<string> }
  /** Still served. */
  | {
      readonly _tag: 'DeprecatedVersion'
      readonly since: KubeVersion
      readonly removed?: KubeVersion
      readonly use: ReadonlyArray<string>
    }
  | { readonly _tag: 'DeprecatedField' }
  /** A custom resource whose CRD is not there: it was not looked at. */
  | { readonly _tag: 'NoSchema' }

/** A problem of one object. Warnings are accepted by the API server; errors are not. */
export type SchemaFinding = Problem & {
  readonly severity: 'error' | 'warning'
  readonly version: KubeVersion
  readonly object: Identity & { readonly apiVersion: string }
  /** Its place in the stream, from 0. */
  readonly place: number
  readonly path: Path
  /** Of the path, or of what holds it; absent for what came from no file. */
  readonly position?: Position
}

/** One line: `FILE:LINE:COLUMN: Kind/name path: what is wrong, what was expected, the nearest name`. */
export const showSchemaFinding = (finding: SchemaFinding): string => {
  const { object, path, position, place, severity } = finding
  const where = position === undefined ? '' : `${showPosition(position)}: `
  const kind = object.kind === '' ? `object ${place + 1}` : object.kind
  const name = object.name === '' ? '' : `/${object.name}`
  const shown = showPath(finding._tag === 'UnknownField' ? path.slice(0, -1) : path)
  const at = shown === '' ? '' : ` ${shown}`
  return `${where}${severity === 'warning' ? 'warning: ' : ''}${kind}${name}${at}: ${what(finding)}`
}

const what = (finding: SchemaFinding): string => {
  const { apiVersion, kind } = finding.object
  /** What a Secret holds is never shown. */
  const show = (value: Json): string =>
    kind === 'Secret' && finding.path[0] !== 'metadata' ? kindOf(value) : shown(value)
  const kubernetes = `Kubernetes ${finding.version}`
  switch (finding._tag) {
    case 'UnknownField': {
      const field = String(finding.path[finding.path.length - 1] ?? '')
      const text = `unknown field ${JSON.stringify(field)}`
      const { versions } = finding
      if (versions.length > 0) return `${text} in ${kubernetes}; ${existsIn(finding.version, versions)}`
      return text + (hint(field, finding.known) || expectedNames(finding.known))
    }
    case 'WrongType':
      return `expected ${finding.expected}, got ${show(finding.found)}${quotes(finding.expected, finding.found)}`
    case 'MissingRequired':
      return 'is required'
    case 'NotAllowed': {
      const near =
        typeof finding.found === 'string' ? hint(finding.found, finding.allowed.filter(isText)) : ''
      return `expected ${finding.allowed.map(scalar).join(', ')}, got ${show(finding.found)}${near}`
    }
    case 'InvalidFormat':
      return `expected ${finding.expected}, got ${show(finding.found)}`
    case 'OutOfRange':
      return `expected ${range(finding)}, got ${show(finding.found)}`
    case 'DuplicateKey': {
      const key = Object.entries(finding.key).map(([field, value]) =>
        field === '' ? scalar(value) : `${field} ${scalar(value)}`,
      )
      return `${key.join(', ')} is there twice, first in [${finding.first}]`
    }
    case 'UnknownName':
      return `no ${finding.what} ${JSON.stringify(finding.name)}${hint(finding.name, finding.known) || there(finding.known)}`
    case 'ExactlyOne':
      return finding.found.length === 0
        ? `expected exactly one of ${finding.of.join(', ')}, got none`
        : `expected exactly one of them, got ${finding.found.join(' and ')}`
    case 'Contradiction':
      return finding.expected
    case 'UnknownKind': {
      if (apiVersion === '') return `no apiVersion${use(finding.apiVersions)}`
      const near = finding.kinds.length > 0 ? `; did you mean ${finding.kinds.join(' or ')}?` : ''
      return `no kind ${JSON.stringify(kind)} in ${apiVersion}${near || use(finding.apiVersions)}`
    }
    case 'RemovedVersion': {
      const since =
        finding.since === undefined ? `not in ${kubernetes}` : `removed in Kubernetes ${finding.since}`
      return `${apiVersion} ${kind} was ${since}`.replace('was not', 'is not') + use(finding.use)
    }
    case 'NotYetVersion':
      return `${apiVersion} ${kind} is not in ${kubernetes}, it comes with ${finding.since}${use(finding.use)}`
    case 'DeprecatedVersion': {
      const removed = finding.removed === undefined ? '' : `, removed in ${finding.removed}`
      return `${apiVersion} ${kind} is deprecated since Kubernetes ${finding.since}${removed}${use(finding.use)}`
    }
    case 'DeprecatedField':
      return 'is deprecated'
    case 'NoSchema':
      return `not checked: no schema for ${apiVersion} ${kind}; give its CRD by --crd FILE`
  }
}

const existsIn = (version: KubeVersion, versions: ReadonlyArray<KubeVersion>): string => {
  const first = versions[0] ?? ''
  const minor = (text: KubeVersion): number => Number(text.split('.')[1])
  return minor(first) > minor(version)
    ? `it comes with ${first}`
    : `it was there until ${versions[versions.length - 1]}`
}

const hint = (name: string, known: ReadonlyArray<string>): string => {
  const [near] = nearest(name, known)
  return near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`
}

/** Where nothing is near, few names are said. */
const expectedNames = (known: ReadonlyArray<string>): string =>
  known.length === 0 ? '' : known.length > 12 ? '' : `; expected one of ${known.join(', ')}`

const there = (known: ReadonlyArray<string>): string =>
  known.length === 0 ? '; there are none' : `; there are ${known.slice(0, 12).join(', ')}`

const use = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? '' : `; use ${names.join(' or ')}`

const range = ({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string => {
  if (minimum === undefined) return `at most ${maximum}`
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`
}

const isText = (value: Json): value is string => typeof value === 'string'

const scalar = (value: Json): string =>
  typeof value === 'string' && value !== '' ? value : JSON.stringify(value)

/** A value as it is named in a message: its type, and the value itself when it is short. */
const shown = (value: Json): string => {
  if (value === null) return 'null'
  if (isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  const text = JSON.stringify(value)
  return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`
}

const kindOf = (value: Json): string =>
  value === null || typeof value === 'object' ? shown(value) : `a ${typeof value}`

const quotes = (expected: string, found: Json): string => {
  if (expected === 'a string')
    return typeof found === 'number' || typeof found === 'boolean' ? '; quote it' : ''
  const meant = typeof found === 'string' && /^(true|false|-?\d+)$/.test(found)
  return meant && /integer|number|boolean|true or false/.test(expected) ? '; remove the quotes' : ''
}
