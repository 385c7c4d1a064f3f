/** YAML that keeps the order of keys, so that a file that a function changes differs in what was changed alone. */
import { isArray, isObject, type Json } from '../json.js'
import { toYamlDocument } from '../kube/yaml.js'

/** One document in block style; scalars and keys as `toYamlDocument` writes them. */
export const orderedYaml = (value: Json): string => {
  if (isObject(value) && !isEmpty(value)) {
    return Object.entries(value)
      .map(([key, one]) => keyText(key) + behind(one))
      .join('')
  }
  if (isArray(value) && !isEmpty(value)) {
    return value
      .map((one) => `- ${isEmpty(one) ? toYamlDocument(one) : indented(orderedYaml(one)).trimStart()}`)
      .join('')
  }
  return toYamlDocument(value)
}

/** By two spaces; lines with nothing on them stay so. */
export const indented = (text: string): string => text.replace(/^(?!$)/gm, '  ')

/** A scalar, or a map or list without anything in it: what stands on the line of its key. */
const isEmpty = (value: Json): boolean =>
  typeof value !== 'object' || value === null || Object.keys(value).length === 0

const keyText = (key: string): string => {
  const text = toYamlDocument({ [key]: 0 })
  return text.slice(0, -' 0\n'.length)
}

const behind = (value: Json): string => {
  if (isEmpty(value)) return ` ${toYamlDocument(value)}`
  const text = orderedYaml(value)
  return isArray(value) ? `\n${text}` : `\n${indented(text)}`
}
