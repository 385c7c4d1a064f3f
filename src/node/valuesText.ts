/** Values as text: commented YAML that a user can start from. */
import { isObject, type Json } from '../json.js'
import { toYamlDocument } from '../kube/yaml.js'
import type { Fields, Schema } from '../values/schema.js'

export const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)

/** Each value with its sentence above it and its default behind it; a value without a default shows an example. */
export const documented = (fields: Fields, indent = ''): string =>
  Object.entries(fields)
    .map(([key, field]) => indented(one(key, field), indent))
    .join('')

const one = (key: string, schema: Schema): string => {
  const comment = wrapped(schema.doc)
  if (schema._tag === 'Group') return `${comment}${key}:\n${documented(schema.fields, '  ')}`
  const fallback = schema.fallback?.value as Json | undefined // tables hold plain data
  if (fallback !== undefined && fallback !== null) return `${comment}${entry(key, fallback)}`
  const kind = schema.fallback === null ? 'Required. ' : ''
  return `${comment}# ${kind}Example:\n${indented(entry(key, schema.example), '# ')}`
}

const entry = (key: string, value: Json): string =>
  isObject(value) && Object.keys(value).length === 0 ? `${key}: {}\n` : toYamlDocument({ [key]: value })

/** Comment lines of at most 100 characters. */
const wrapped = (doc: string): string => doc.replace(/(\S.{0,99})(?:\s|$)/g, '# $1\n')
