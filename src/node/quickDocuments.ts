/** The documents of a large stream, read quickly: data without positions. */
import type * as JsYaml from 'js-yaml'
import { at, get, isArray, isObject, type Json } from '../json.js'
import type { Words } from './words.js'

/** A document, and the line on which it starts. */
export interface QuickDocument {
  readonly data: Json
  readonly line: number
}

/**
 * What `parseDocuments` gives for the same text, without the positions inside, in a fraction of its time. `careful` reads
 * the documents that the two libraries might read otherwise; `undefined` where it finds something wrong.
 */
export const quickDocuments = (
  yaml: typeof JsYaml,
  text: string,
  words: Words,
  careful: (text: string) => ReadonlyArray<QuickDocument> | undefined,
): ReadonlyArray<QuickDocument> | undefined => {
  const schema = schemaOf(yaml, words)
  const documents: QuickDocument[] = []
  const parts = partsOf(text)
  for (let i = 0; i < parts.length; i += BATCH) {
    const batch = parts.slice(i, i + BATCH)
    const all = batch.some((part) => UNUSUAL.test(part.text)) ? undefined : loaded(yaml, batch, schema)
    for (const [n, part] of batch.entries()) {
      const quick = all?.[n] ?? (UNUSUAL.test(part.text) ? undefined : loaded(yaml, [part], schema)?.[0])
      if (quick !== undefined && (words === 'kubectl' || !hasOddAnnotation(quick))) {
        if (quick !== null) documents.push({ data: quick, line: part.start })
        continue
      }
      const read = careful(part.text)
      if (read === undefined) return undefined
      documents.push(...read.map(({ data, line }) => ({ data, line: part.line + line })))
    }
  }
  return documents
}

/** One that is a number, a boolean or a date: Kustomize takes what was written. */
const hasOddAnnotation = (data: Json): boolean => {
  const items = isObject(data) ? get(data, 'items') : undefined
  return [data, ...(isArray(items) ? items : [])].some((one) => {
    const annotations = at(one, ['metadata', 'annotations'])
    return isObject(annotations) && Object.values(annotations).some((value) => !isPlain(value))
  })
}

const isPlain = (value: Json): boolean =>
  value === null || (typeof value === 'string' && !/^\d{4}-\d\d-\d\dT00:00:00Z$/.test(value))

/** Documents that are read at once. */
const BATCH = 64

/** One value for each part, or `undefined`: for a closer look. */
const loaded = (
  yaml: typeof JsYaml,
  parts: ReadonlyArray<Part>,
  schema: JsYaml.Schema,
): ReadonlyArray<Json> | undefined => {
  try {
    const text = parts.map((part) => part.text).join('\n---\n')
    const documents = yaml.loadAll(text, { schema }) as ReadonlyArray<Json> // of the schema below
    return documents.length === parts.length ? documents : undefined
  } catch {
    return undefined
  }
}

/** Anchors, aliases, tags, merge keys, directives, keys behind `?`; strange white space; what ends a document. */
const UNUSUAL =
  /(?:^|[\s,[{:-])[&*!?%]|<<|[\t\r\u0085\u2028\u2029\uFEFF\uD800-\uDFFF]|^\.\.\.|__proto__|^---[^\n]*\S|^[^\n]{20000}/m

interface Part {
  readonly text: string
  /** Lines before it. */
  readonly line: number
  /** The first line, counted from 1 in the whole, that is neither empty nor a comment. */
  readonly start: number
}

/** What stands between lines of `---`, which mean the same wherever they are. */
const partsOf = (text: string): ReadonlyArray<Part> => {
  const parts: Part[] = []
  let from = 0
  let line = 0
  let start = 0
  let here = 0
  let at = 0
  const end = (to: number): void => {
    if (start > 0) parts.push({ text: text.slice(from, to), line, start })
  }
  while (at < text.length) {
    const next = text.indexOf('\n', at)
    const stop = next < 0 ? text.length : next
    here += 1
    if (text.startsWith('---', at) && text.slice(at, stop).trimEnd() === '---') {
      end(at)
      from = stop + 1
      line = here
      start = 0
    } else if (start === 0 && !/^\s*(?:#|$)/.test(text.slice(at, stop))) start = here
    at = stop + 1
  }
  end(text.length)
  return parts
}

const schemaOf = (yaml: typeof JsYaml, words: Words): JsYaml.Schema => {
  const scalar = yaml.defineScalarTag('tag:yaml.org,2002:plain', {
    implicit: true,
    resolve: (source) => {
      const value = plainScalar(source, words)
      return value === undefined ? yaml.NOT_RESOLVED : value
    },
    identify: () => false,
  })
  const map = yaml.defineMappingTag<Record<string, Json>>('tag:yaml.org,2002:map', {
    create: () => ({}),
    addPair: (carrier, key, value) => {
      if (typeof key !== 'string' || key === '') return 'a key that is no text'
      carrier[key] = value as Json // made by this schema
      return ''
    },
    has: (carrier, key) => typeof key === 'string' && Object.hasOwn(carrier, key),
    keys: (carrier) => Object.keys(carrier),
    get: (carrier, key) => carrier[String(key)],
    identify: isObject,
  })
  return new yaml.Schema([yaml.strTag, yaml.seqTag, map, scalar])
}

/** `undefined`: text. Throws for what takes a closer look. */
const plainScalar = (source: string, words: Words): null | boolean | number | undefined => {
  if (/^[A-Za-z/$({@<>="'`|]/.test(source)) {
    if (source.length > 5) return undefined
    if (/^(?:null|Null|NULL)$/.test(source)) return null
    if (/^(?:true|True|TRUE)$/.test(source)) return true
    if (/^(?:false|False|FALSE)$/.test(source)) return false
    if (words === 'kubectl' && /^(?:y|n|yes|no|on|off)$/i.test(source)) throw new Error(source)
    return undefined
  }
  if (source === '' || source === '~') return null
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(source)) return Number(source)
  if (/^-?(?:0|[1-9]\d{0,9})\.\d{1,9}$/.test(source) && !/^-0\.0*$/.test(source)) return Number(source)
  if (/^[-+]?\./.test(source)) throw new Error(source)
  if (/[G-WYZg-nq-wyz/@=]/.test(source) || /^\d+\.\d+\.\d+/.test(source)) return undefined
  throw new Error(source)
}
