/** What is wrong with any stream: what Kubernetes' API says of each object, and what the lint rules say of them together. */
import type { JsonObject, Path } from './json.js'
import { showIdentity } from './kube/identity.js'
import {
  type Finding,
  type Ignore,
  idleIgnores,
  isIgnored,
  lint,
  type Severity,
  severityOf,
  showFault,
} from './lint/index.js'
import {
  flat,
  type Given,
  type KubeVersion,
  type SchemaFinding,
  showSchemaFinding,
  validate,
} from './openapi/index.js'
import { type Position, positionOf, showPosition } from './position.js'

export interface FindingsOptions {
  readonly version: KubeVersion
  /** CustomResourceDefinitions beside those in the stream. */
  readonly crds: ReadonlyArray<JsonObject>
  readonly ignores: ReadonlyArray<Ignore>
}

/** One line for its reader: `FILE:LINE:COLUMN: Kind/name path: what is wrong`, with the id of the rule that says so. */
export interface Line {
  readonly severity: Severity
  readonly text: string
}

export interface Findings {
  /** In the order of the stream, and of the file where it came from one. */
  readonly lines: ReadonlyArray<Line>
  /** Those of `ignores` that hide nothing. */
  readonly idle: ReadonlyArray<Ignore>
}

/** Says each fault once, and what another fault in the same place may be the reason of not at all. Law: never throws. */
export const findings = (
  given: ReadonlyArray<Given>,
  { version, crds, ignores }: FindingsOptions,
): Findings => {
  const all = given.flatMap(flat)
  const schema = validate(given, { version, crds })
  const byPlace = all.map((): SchemaFinding[] => [])
  for (const finding of schema) byPlace[finding.place]?.push(finding)
  const linted = lintOf(all)
  const said = linted.filter(
    (finding) => !isIgnored(ignores)(finding) && !isSaidBy(byPlace[finding.place] ?? [], finding),
  )
  const lines = [
    ...schema.map((finding) => ({ ...finding, text: showSchemaFinding(finding) })),
    ...withoutRepeats(said).map(({ finding, more }) => {
      const severity = severityOf(finding)
      const position = positionIn(all[finding.place], finding.path)
      const at = position === undefined ? '' : `${showPosition(position)}: `
      const uses = more === 0 ? '' : ` (as in ${more} more ${more === 1 ? 'place' : 'places'})`
      const text = `${at}${severity === 'warning' ? 'warning: ' : ''}${showFault(finding)}${uses} [${finding.rule}]`
      return { place: finding.place, position, severity, text }
    }),
  ]
  const ordered = lines.toSorted((a, b) => a.place - b.place || byPosition(a.position, b.position))
  return {
    lines: ordered.map(({ severity, text }) => ({ severity, text })),
    idle: idleIgnores(ignores, linted),
  }
}

/** With places in `all`: a List that is left in it holds no list, which is the API's business alone. */
const lintOf = (all: ReadonlyArray<Given>): ReadonlyArray<Finding> => {
  const looked = all.flatMap(({ manifest }, place) => (manifest.kind === 'List' ? [] : [{ manifest, place }]))
  return lint(
    looked.map(({ manifest }) => manifest),
    { external: [] },
  ).map((finding) => ({ ...finding, place: looked[finding.place]?.place ?? 0 }))
}

/** Names are judged by the API of the version, where it has the kind; else what it says of this field, or in it, counts. */
const isSaidBy = (schema: ReadonlyArray<SchemaFinding>, finding: Finding): boolean => {
  if (finding._tag === 'InvalidName' || finding._tag === 'MissingField') {
    return !schema.some(({ _tag }) => UNSEEN.has(_tag))
  }
  return schema.some(
    ({ severity, path }) =>
      severity === 'error' && path.length > 0 && (isBelow(path, finding.path) || isBelow(finding.path, path)),
  )
}

const isBelow = (path: Path, other: Path): boolean => other.every((step, i) => path[i] === step)

/** The object itself was not looked at. */
const UNSEEN: ReadonlySet<SchemaFinding['_tag']> = new Set([
  'NoSchema',
  'NotYetVersion',
  'RemovedVersion',
  'UnknownKind',
] as const)

interface Said {
  readonly finding: Finding
  /** How often the same is missing elsewhere. */
  readonly more: number
}

/** What is missing is missing once, however many refer to it. */
const withoutRepeats = (all: ReadonlyArray<Finding>): ReadonlyArray<Said> => {
  const counts = new Map<string, number>()
  const first: Array<readonly [string, Finding]> = []
  for (const finding of all) {
    const key =
      finding._tag === 'MissingObject'
        ? `${finding.rule} ${showIdentity(finding.target, 'namespace')} ${finding.target.group}`
        : `${first.length}`
    const before = counts.get(key)
    counts.set(key, (before ?? 0) + 1)
    if (before === undefined) first.push([key, finding])
  }
  return first.map(([key, finding]) => ({ finding, more: (counts.get(key) ?? 1) - 1 }))
}

/** Where a path of the manifest stands in its file; `undefined` for what came from none. */
const positionIn = (given: Given | undefined, path: Path): Position | undefined =>
  given?.positions === undefined ? undefined : positionOf(given.positions, [...(given.path ?? []), ...path])

const byPosition = (a: Position | undefined, b: Position | undefined): number =>
  a === undefined || b === undefined ? 0 : a.line - b.line || a.column - b.column
