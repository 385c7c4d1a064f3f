// The definitions of all versions as one table: a line for each definition, and in it each field once, with the
// versions that have it where these are not all of them. src/openapi/grammar.ts documents and reads the lines.
import { enums } from './enums.mjs'

const prefixes = [
  'io.k8s.api.',
  'io.k8s.apiextensions-apiserver.pkg.apis.',
  'io.k8s.kube-aggregator.pkg.apis.',
  'io.k8s.apimachinery.pkg.apis.',
  'io.k8s.apimachinery.pkg.',
]

/** `io.k8s.api.core.v1.Container` is `core.v1.Container`. */
export const short = (name) => {
  const prefix = prefixes.find((one) => name.startsWith(one))
  if (prefix === undefined) throw new Error(`a definition of an unknown family: ${name}`)
  return name.slice(prefix.length)
}

/** The lines of everything that `roots` (by version: names of definitions) lead to. */
export const definitions = (documents, roots) => {
  const all = new Map()
  documents.forEach(({ swagger, source }, version) => {
    const facts = enums(source)
    const newest = documents.at(-1).swagger.definitions
    const reached = new Set()
    const reach = (name) => {
      if (reached.has(name)) return
      reached.add(name)
      const definition = swagger.definitions[name]
      const { line, fields, refs } = read(name, definition, facts[short(name)] ?? {}, newest[name])
      const entry = all.get(short(name)) ?? { versions: [], line, fields: new Map() }
      entry.versions.push(version)
      for (const field of fields) entry.fields.set(field, [...(entry.fields.get(field) ?? []), version])
      all.set(short(name), entry)
      for (const ref of refs) reach(ref)
    }
    for (const root of roots[version]) reach(root)
  })
  const lines = [...all].map(([name, { versions, line, fields }]) => {
    const shown = [...fields]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, has]) => field + range(has, versions, documents.length))
    return [name, line ?? shown.join(';')]
  })
  return byFamily(lines.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `{'core.v1': {Container: …}}`; a long line that a family before has for the same name is `=` and that family. */
const byFamily = (lines) => {
  const families = {}
  const seen = new Map()
  for (const [full, line] of lines) {
    const [, family, name] = /^(.*)\.(\w+)$/.exec(full)
    families[family] ??= {}
    const before = seen.get(`${name} ${line}`)
    families[family][name] = before !== undefined && line.length > 20 ? `=${before}` : line
    if (before === undefined) seen.set(`${name} ${line}`, family)
  }
  return families
}

/** `@4-`, `@-2`, `@0-1,3-3`: indices of versions; nothing where the definition has the field whenever it exists. */
export const range = (has, of, count) => {
  if (has.length === of.length) return ''
  const runs = []
  for (const version of has) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === version - 1) run[1] = version
    else runs.push([version, version])
  }
  const shown = runs.map(([from, to]) => `${from === 0 ? '' : from}-${to === count - 1 ? '' : to}`)
  return `@${shown.join(',')}`
}

const scalars = {
  'string:': 's',
  'boolean:': 'b',
  'integer:int32': 'i',
  'integer:int64': 'l',
  'number:double': 'n',
  'string:byte': 'y',
  'string:date-time': 't',
  'string:int-or-string': 'p',
}

/** Definitions without fields that are values of a kind of their own. */
const values = {
  'api.resource.Quantity': 'q',
  'meta.v1.Time': 't',
  'meta.v1.MicroTime': 't',
  'util.intstr.IntOrString': 'p',
}

const ref = (schema) => schema.$ref?.replace('#/definitions/', '')

const read = (name, definition, facts, newest) => {
  const refs = new Set()
  const [, base, or] = /^(.*\.\w+)Or(Array|Bool|StringArray)$/.exec(name) ?? []
  if (definition.properties === undefined && or !== undefined) {
    const self = short(base)
    refs.add(base)
    const other = { Array: `[${self}`, Bool: 'b', StringArray: '[s' }[or]
    return { line: `|${self}|${other}`, fields: [], refs }
  }
  const required = new Set(definition.required ?? [])
  const fields = Object.entries(definition.properties ?? {}).map(([field, schema]) => {
    const { description = '' } = newest?.properties?.[field] ?? schema // what is deprecated now, is in every version
    const flags = (required.has(field) ? '!' : '') + (isDeprecated(description) ? '~' : '')
    const type = typeOf(schema, short(name), refs)
    return `${field}${flags}${type === 's' ? '' : `:${type}`}${factsOf(facts[field])}${listOf(schema)}`
  })
  const isOpen = definition.properties === undefined && definition.type !== 'object'
  const isRaw = /\.(RawExtension|FieldsV1)$/.test(name)
  return { line: isOpen || isRaw ? '*' : undefined, fields, refs }
}

const typeOf = (schema, within, refs) => {
  const to = ref(schema)
  if (to !== undefined) {
    const target = short(to)
    if (values[target] !== undefined) return values[target]
    refs.add(to)
    return near(target, within)
  }
  if (schema.type === 'array') return `[${typeOf(schema.items, within, refs)}`
  if (schema.type === 'object') {
    return schema.additionalProperties === undefined
      ? '*'
      : `{${typeOf(schema.additionalProperties, within, refs)}`
  }
  const scalar = scalars[`${schema.type}:${schema.format ?? ''}`]
  if (scalar === undefined) throw new Error(`an unknown type: ${JSON.stringify(schema)}`)
  return scalar
}

/** `.Container` for `core.v1.Container` inside `core.v1`. */
const near = (target, within) => {
  const family = within.slice(0, within.lastIndexOf('.') + 1)
  return target.startsWith(family) && !target.slice(family.length).includes('.')
    ? `.${target.slice(family.length)}`
    : target
}

const factsOf = ({ allowed, standard } = {}) =>
  (allowed === undefined ? '' : `=${allowed.join('|')}`) + (standard === undefined ? '' : `?${standard}`)

const listOf = (schema) => {
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const mergeKey = schema['x-kubernetes-patch-merge-key']
  const strategy = schema['x-kubernetes-patch-strategy']
  if (type === 'map' && mergeKey !== undefined && keys.join() === mergeKey && strategy === 'merge')
    return `&${mergeKey}`
  return [
    type === 'map' ? `#${keys.join(',')}` : '',
    type === 'set' ? '%' : '',
    mergeKey === undefined ? '' : `^${mergeKey}`,
    strategy === undefined ? '' : `<${strategy}`,
  ].join('')
}

/** What Kubernetes' own descriptions call deprecated, in the words that they use for a whole field. */
const isDeprecated = (text) =>
  /^Deprecated\b|[.\n)] ?Deprecated[:.]|^\w+ is a deprecated\b|(^|[.\n] ?)This field is deprecated\b|^DEPRECATED\b/.test(
    text,
  )
