/**
 * ClearML's own configuration files as values: structured, or text in HOCON.
 *
 * The servers read them with pyhocon, which takes JSON but for a few texts that it would read as others: escapes other
 * than `\n`, `\r`, `\t`, `\"` and `\\`, any escape in a key, and an empty text in a list, which it drops.
 */
import * as t from 'io-ts'
import { isArray, isObject, type Json, type JsonObject } from '../json.js'
import * as codec from './codec.js'
import { type Leaf, leaf } from './leaf.js'

/** One file: its text in HOCON, or the contents of the section that it is named after. */
export type ConfigFile = string | JsonObject

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that would not arrive
const LOST = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const isKey = (key: string): boolean => key !== '' && !/["\\\n\r\t]/.test(key) && !LOST.test(key)

/** Whether pyhocon reads the JSON text of `value` as `value`. */
export const survives = (value: Json): boolean => {
  if (typeof value === 'string') return !LOST.test(value)
  if (isArray(value)) return value.every((item) => item !== '' && survives(item))
  return !isObject(value) || Object.entries(value).every(([key, below]) => isKey(key) && survives(below))
}

const configFile: t.Type<ConfigFile> = codec.such(
  t.union([t.string, codec.anyObject]),
  'HOCON as text, or a map of settings without control characters, escaped keys, or empty texts in lists',
  survives,
)

export const config: Leaf<Readonly<Record<string, ConfigFile>>> = leaf(
  codec.mapOf(configFile),
  { value: {} },
  'guess',
  { type: 'object', additionalProperties: { type: ['object', 'string', 'null'] } },
  'Further ClearML configuration: file name, such as `services.conf`, to its settings, or to its text in HOCON. Read by apiserver, fileserver and asyncdelete.',
  { 'services.conf': { tasks: { max_last_metrics: 3000 } } },
  true,
)
