/** The list that a function writes. */
import { isArray, isObject, type Json, type JsonObject, showPath } from '../json.js'
import type { Positions } from '../position.js'
import type { ResourceList } from './resourceList.js'
import { indented, orderedYaml } from './yaml.js'

/** The text that a list was read from, and where everything in it stands. */
export interface Source {
  readonly text: string
  readonly positions: Positions
}

/** What a function has made of a list: its items, and results, which come after those that are there. */
export interface Done {
  readonly items: ReadonlyArray<JsonObject>
  readonly results: ReadonlyArray<JsonObject>
  /** How items are written that did not come in as they are. */
  readonly yaml: (item: JsonObject) => string
}

/** The list as YAML. An item that is one of those that came in (`===`) keeps its text, comments and all. */
export const printed = (
  { data, items: before }: ResourceList,
  { items, results, yaml }: Done,
  source: Source,
): string => {
  const known = new Map(before.map((item, i) => [item, i]))
  const lines = source.text.split('\n')
  const starts = startsIn(data, lines, source.positions)
  const texts = items.map((item) => {
    const i = known.get(item)
    return (
      (i === undefined ? undefined : textIn(lines, i, source.positions, starts)) ??
      indented(yaml(item)).trimStart()
    )
  })
  const earlier = isArray(data.results ?? null) ? (data.results as ReadonlyArray<Json>) : [] // a list
  const all = [...earlier, ...results]
  return [
    orderedYaml({ apiVersion: data.apiVersion ?? null, kind: data.kind ?? null }),
    texts.length === 0 ? 'items: []\n' : `items:\n${texts.map((text) => `- ${text}`).join('')}`,
    isObject(data.functionConfig) ? orderedYaml({ functionConfig: data.functionConfig }) : '',
    all.length === 0 ? '' : orderedYaml({ results: all }),
  ].join('')
}

/** The lines where items and fields of the list begin, in their order. */
const startsIn = (
  data: JsonObject,
  lines: ReadonlyArray<string>,
  positions: Positions,
): ReadonlyArray<number> => {
  const items = isArray(data.items) ? data.items.flatMap((_, i) => dashOf(i, lines, positions) ?? []) : []
  const fields = Object.keys(data).flatMap((key) => positions.get(showPath([key]))?.line ?? [])
  return [...items, ...fields].sort((a, b) => a - b)
}

/** The line of the `-` of an item in a list that is not indented: that of the item, or of comments before it. */
const dashOf = (i: number, lines: ReadonlyArray<string>, positions: Positions): number | undefined => {
  const position = positions.get(showPath(['items', i]))
  if (position === undefined || position.column !== 3) return undefined
  let line = position.line
  while (line > 1 && !lines[line - 1]?.startsWith('-') && /^(- *| +)(#|$)/.test(lines[line - 2] ?? '')) line--
  return lines[line - 1]?.startsWith('-') ? line : undefined
}

/** What stands behind `-` in the source; `undefined` where that would not mean the same here, or is no block of lines. */
const textIn = (
  lines: ReadonlyArray<string>,
  i: number,
  positions: Positions,
  starts: ReadonlyArray<number>,
): string | undefined => {
  const first = dashOf(i, lines, positions)
  if (first === undefined) return undefined
  const next = firstAfter(starts, first) ?? lines.length + 1
  const text = lines.slice(first - 1, next - 1).join('\n')
  const isAlone = !/^(---|\.\.\.)/m.test(text) && !/(^|[\s,[{:-])\*[^\s*]/m.test(text)
  return isAlone ? `${text.slice(1).trimStart().replace(/\n$/, '')}\n` : undefined
}

/** Of ascending numbers the first that is greater. */
const firstAfter = (numbers: ReadonlyArray<number>, than: number): number | undefined => {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) > than) high = middle
    else low = middle + 1
  }
  return numbers[low]
}
