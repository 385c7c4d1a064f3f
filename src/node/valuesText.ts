/** Values as text: commented YAML that a user can start from. */
import { isObject, type Json } from '../json.js'
import { toYamlDocument } from '../kube/yaml.js'
import type { Fields, Group, Leaf } from '../values/schema.js'
import { textWidth, wrapped } from '../wrapped.js'

export const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)

/**
 * Each value with its sentence above it and its default behind it; a value without a default shows an example, and so
 * does a list of groups: one item. Of groups that have the same values, one is shown. Sentences are at most `width` wide.
 */
export const documented = (fields: Fields, indent = '', width: number = textWidth - 8): string => {
  const shown = new Map<string, string>()
  return Object.entries(fields)
    .map(([key, field]) => {
      if (field._tag === 'Leaf') return indented(leafText(key, field, width), indent)
      const inside = documented(field.fields, '  ', width)
      const first = shown.get(inside)
      if (first !== undefined)
        return indented(`${comment(`${field.doc} As ${first}.`, width)}${key}: {}\n`, indent)
      shown.set(inside, key)
      return indented(`${comment(field.doc, width)}${key}:\n${inside}`, indent)
    })
    .join('')
}

const leafText = (key: string, leaf: Leaf<unknown>, width: number): string => {
  const fallback = leaf.fallback?.value as Json | undefined // tables hold plain data
  const doc = comment(leaf.doc, width)
  if (leaf.item !== undefined) return `${doc}${key}: []\n${listText(leaf.item, width)}`
  if (fallback !== undefined && fallback !== null) return `${doc}${entry(key, fallback)}`
  const kind = leaf.fallback === null ? 'Required. ' : ''
  return `${doc}# ${kind}Example:\n${indented(entry(key, leaf.example), '# ')}`
}

/** A list of one item, commented out and indented, so that its end is seen: with defaults, and examples of what is required. */
const listText = (item: Group<Fields>, width: number): string => {
  const text = documented(startingWithEntry(filled(item.fields)), '', width - 6)
  const start = text.search(/^[^#]/m)
  const list =
    start < 0
      ? `- {}\n${indented(text, '  ')}`
      : `${text.slice(0, start)}- ${indented(text.slice(start), '  ').trimStart()}`
  return `${comment(`${item.doc} A list to start from, in place of []:`, width)}${indented(list, '#   ')}`
}

const filled = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]): [string, Fields[string]] => {
      if (field._tag === 'Group') return [key, { ...field, fields: filled(field.fields) }]
      if (field.fallback !== null) return [key, field]
      return [key, { ...field, doc: `Required. ${field.doc}`, fallback: { value: field.example } }]
    }),
  )

/** What is commented out cannot stand behind the dash of an item. */
const startingWithEntry = (fields: Fields): Fields => {
  const [key] =
    Object.entries(fields).find(([, field]) => field._tag === 'Group' || field.fallback?.value !== null) ?? []
  return key === undefined ? fields : { [key]: fields[key] as Fields[string], ...fields } // an own key
}

const entry = (key: string, value: Json): string =>
  isObject(value) && Object.keys(value).length === 0 ? `${key}: {}\n` : toYamlDocument({ [key]: value })

const comment = (text: string, width: number): string => `# ${wrapped(text, '# ', width)}\n`
