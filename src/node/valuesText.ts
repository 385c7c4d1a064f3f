/** Values as text: commented YAML that a user can start from. */
import { isObject, type Json } from '../json.js'
import { toYamlDocument } from '../kube/yaml.js'
import type { Fields, Leaf } from '../values/schema.js'
import { textWidth, wrapped } from '../wrapped.js'

export const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)

/**
 * Each value with its sentence above it and its default behind it; a value without a default shows an example. Of groups
 * that have the same values, one is shown.
 */
export const documented = (fields: Fields, indent = ''): string => {
  const shown = new Map<string, string>()
  return Object.entries(fields)
    .map(([key, field]) => {
      if (field._tag === 'Leaf') return indented(leafText(key, field), indent)
      const inside = documented(field.fields, '  ')
      const first = shown.get(inside)
      if (first !== undefined) return indented(`${comment(`${field.doc} As ${first}.`)}${key}: {}\n`, indent)
      shown.set(inside, key)
      return indented(`${comment(field.doc)}${key}:\n${inside}`, indent)
    })
    .join('')
}

const leafText = (key: string, leaf: Leaf<unknown>): string => {
  const fallback = leaf.fallback?.value as Json | undefined // tables hold plain data
  if (fallback !== undefined && fallback !== null) return `${comment(leaf.doc)}${entry(key, fallback)}`
  const kind = leaf.fallback === null ? 'Required. ' : ''
  return `${comment(leaf.doc)}# ${kind}Example:\n${indented(entry(key, leaf.example), '# ')}`
}

const entry = (key: string, value: Json): string =>
  isObject(value) && Object.keys(value).length === 0 ? `${key}: {}\n` : toYamlDocument({ [key]: value })

const comment = (text: string): string => `# ${wrapped(text, '# ', textWidth - 8)}\n`
