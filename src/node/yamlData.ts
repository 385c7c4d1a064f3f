import type * as Yaml from 'yaml'
import { type Json, showPath } from '../json.js'
import type { Position, Positions } from '../position.js'
import type { InputError } from './inputError.js'
import type { Words } from './words.js'

/** How deep maps and lists may stand in each other. */
export const depthLimit = 200

/** Values that aliases may bring in all; long texts count more. The "billion laughs" stop here. */
const aliasLimit = 100_000

/** Longer paths get no position of their own, so that long keys cannot multiply; their ancestors have one. */
const pathLimit = 1000

/** What the nodes of a document say. `data` is complete only if there are no errors. */
export interface YamlData {
  readonly data: Json
  readonly positions: Positions
  readonly errors: ReadonlyArray<InputError>
  readonly tooManyAliases: boolean
}

type Where = (offset: number) => Position
type Node = Yaml.Node | null

/**
 * Nodes as data: aliases and `<<` resolved, keys and numbers checked, positions noted. For Kustomize, an
 * annotation is the text that was written: `1.10`, not a number. Null in a patch takes it away, so there it stays.
 */
export const yamlData = (yaml: typeof Yaml, root: Node, where: Where, words: Words = 'kubectl'): YamlData => {
  const errors: InputError[] = []
  const positions = new Map<string, Position>()
  const place = (node: Node): Position => where(node?.range?.[0] ?? 0)
  const refuse = (node: Node, message: string): void => {
    errors.push({ _tag: 'InvalidYaml', ...place(node), message })
  }
  const meant = aliases(yaml, root, refuse)
  const target = (node: Node): Node => (yaml.isAlias(node) ? (meant.get(node) ?? null) : node)
  let budget = aliasLimit

  /** `aliased`: the node is seen through an alias; what is wrong with it is said where it stands. */
  const read = (node: Node, path: string, depth: number, aliased: boolean): Json => {
    if (budget < 0) return null
    if (depth > depthLimit) {
      budget = -1
      return null
    }
    if (yaml.isAlias(node)) return read(target(node), path, depth, true)
    if (aliased) budget -= yaml.isScalar(node) ? 1 + (node.source?.length ?? 0) / 100 : 1
    const fault = aliased ? undefined : tagFault(yaml, node)
    if (fault !== undefined) refuse(node, fault)
    if (yaml.isMap(node)) {
      const entries = new Map<string, Json>()
      fill(entries, node, path, depth, aliased)
      return Object.fromEntries(entries)
    }
    if (yaml.isSeq(node)) {
      return node.items.map((item, index) => {
        const child = item as Node // a parsed list holds nodes only
        const childPath = `${path}[${index}]`
        note(childPath, yaml.isAlias(child) ? child : (child ?? node))
        return read(child, childPath, depth + 1, aliased)
      })
    }
    if (!yaml.isScalar(node)) return null
    const problem = fault === undefined && !aliased ? scalarFault(node) : undefined
    if (problem !== undefined) refuse(node, problem)
    return scalar(node.value)
  }

  const note = (path: string, node: Node): void => {
    if (path.length <= pathLimit && !positions.has(path)) positions.set(path, place(node))
  }

  /** Adds the map's entries that are not there yet: its own ones, then those of `<<` in their order. */
  const fill = (
    entries: Map<string, Json>,
    map: Yaml.YAMLMap,
    path: string,
    depth: number,
    aliased: boolean,
  ): void => {
    if (depth > depthLimit) budget = -1
    const lines = new Map<string, number>()
    const merged: Node[] = []
    const pairs = map.items as ReadonlyArray<Yaml.Pair<Node, Node>> // parsed: nodes only
    for (const { key, value } of pairs) {
      if (budget < 0) return
      if (!yaml.isScalar(key) || typeof key.value !== 'string') continue // said by the library
      const name = key.value
      const at = place(key)
      const firstLine = lines.get(name)
      if (firstLine !== undefined) {
        if (!aliased) errors.push({ _tag: 'DuplicateKey', ...at, key: name, firstLine })
        continue
      }
      lines.set(name, at.line)
      if (name === '__proto__') {
        if (!aliased) errors.push({ _tag: 'ForbiddenKey', ...at, key: name })
      } else if (name === '<<' && key.type === 'PLAIN') {
        merged.push(value)
      } else {
        if (name === '' && key.type === 'PLAIN' && !aliased) refuse(key, 'a key is missing before ":"')
        if (name !== '' && !aliased && loneSurrogate.test(name)) refuse(key, halfCharacter)
        if (entries.has(name)) continue
        const childPath = join(path, name)
        note(childPath, key)
        const text = words === 'kubectl' || !ANNOTATIONS.test(path) ? undefined : written(target(value))
        entries.set(name, text ?? read(value, childPath, depth + 1, aliased))
      }
    }
    for (const value of merged) {
      for (const { source, through } of sources(value, aliased)) {
        if (through) budget -= 1
        if (budget >= 0) fill(entries, source, path, depth + 1, through)
      }
    }
  }

  /** Of a scalar that stands for something else than its text; what is text may go over several lines. */
  const written = (node: Node): string | undefined => {
    if (!yaml.isScalar(node) || node.type !== 'PLAIN' || node.tag !== undefined) return undefined
    const { value, source } = node
    return (value !== null && typeof value !== 'string') || DATE.test(source ?? '') ? source : undefined
  }

  /** The maps that the value of `<<` names, the strongest first. */
  const sources = (
    value: Node,
    aliased: boolean,
  ): ReadonlyArray<{ source: Yaml.YAMLMap; through: boolean }> => {
    const whole = target(value)
    const inside = aliased || yaml.isAlias(value)
    const list = yaml.isSeq(whole) ? (whole.items as ReadonlyArray<Node>) : [value] // parsed: nodes only
    return list.flatMap((item) => {
      const source = target(item)
      if (yaml.isMap(source)) return [{ source, through: inside || yaml.isAlias(item) }]
      if (!inside && !(yaml.isAlias(item) && source === null)) {
        refuse(item ?? whole, '"<<" takes a map, or a list of maps')
      }
      return []
    })
  }

  positions.set('', place(root))
  const data = read(root, '', 1, false)
  return { data, positions, errors, tooManyAliases: budget < 0 }
}

/** `path` with one more key, as `showPath` would print it. */
const join = (path: string, key: string): string => {
  const step = showPath([key])
  return path === '' || step.startsWith('[') ? `${path}${step}` : `${path}.${step}`
}

/** The node that each alias stands for: the last one before it with that anchor (YAML 1.2.2, 3.2.2.2). */
const aliases = (
  yaml: typeof Yaml,
  root: Node,
  refuse: (node: Node, message: string) => void,
): ReadonlyMap<Yaml.Alias, Node> => {
  const anchors = new Map<string, Node>()
  const meant = new Map<Yaml.Alias, Node>()
  const open = new Set<Node>()
  const visit = (node: Node): void => {
    if (yaml.isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined)
        refuse(node, `the alias *${node.source} has no anchor &${node.source} before it`)
      else if (open.has(target)) refuse(node, `the alias *${node.source} stands for a value that contains it`)
      else meant.set(node, target)
      return
    }
    if (node === null) return
    if ('anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node)
    if (!yaml.isCollection(node)) return
    open.add(node)
    for (const item of node.items) {
      if (yaml.isPair(item)) {
        visit(item.key as Node) // parsed: nodes only
        visit(item.value as Node) // parsed: nodes only
      } else visit(item as Node) // parsed: nodes only
    }
    open.delete(node)
  }
  visit(root)
  return meant
}

/** Of an object, or of one in a list of them. */
const ANNOTATIONS = /^(?:items\[\d+\]\.)?metadata\.annotations$/

const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/

const core = 'tag:yaml.org,2002:'

const tagFault = (yaml: typeof Yaml, node: Node): string | undefined => {
  const tag = node !== null && 'tag' in node ? node.tag : undefined
  if (tag === undefined || tag === '!') return undefined
  const kinds: Readonly<Record<string, boolean>> = yaml.isScalar(node)
    ? {
        str: typeof node.value === 'string',
        int: typeof node.value === 'number',
        float: typeof node.value === 'number',
        bool: typeof node.value === 'boolean',
        null: node.value === null,
      }
    : { map: yaml.isMap(node), seq: yaml.isSeq(node) }
  const name = tag.startsWith(core) ? tag.slice(core.length) : ''
  if (Object.hasOwn(kinds, name)) return kinds[name] ? undefined : `this value is no !!${name}`
  const shown = tag.startsWith(core) ? `!!${name}` : tag
  return `the tag ${shown} is not supported; expected plain YAML without tags`
}

const loneSurrogate = /\p{Surrogate}/u
const halfCharacter = 'half of a character: "\\ud800" to "\\udfff" only have a meaning in pairs'

const scalarFault = ({ value, source }: Yaml.Scalar): string | undefined => {
  if (typeof value === 'string') return loneSurrogate.test(value) ? halfCharacter : undefined
  if (typeof value !== 'number') return undefined
  if (!Number.isFinite(value)) return 'not a number that JSON can hold; quote it if it is text'
  const whole = /^[-+]?\d+$|^0[ox]/.test(source ?? '')
  return whole && !Number.isSafeInteger(value)
    ? 'this integer is too large to be kept exactly (beyond 2^53); quote it if it is text'
    : undefined
}

const scalar = (value: unknown): Json => {
  if (typeof value === 'number') return value === 0 ? 0 : value // -0 is 0 in JSON
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}
