/** How Kustomize merges a list by keys (kyaml/yaml/walk and the element setter of kyaml/yaml), step by step. */

/** JSON that is changed in place. */
export type Node = null | boolean | number | string | Node[] | NodeMap
export interface NodeMap {
  [key: string]: Node
}

type Texts = ReadonlyArray<string>
type Walk = (item: Node | undefined, change: Node | undefined) => Node | undefined

/**
 * The items of the patch and then those of the list, one for each combination of values of the keys. Without keys the
 * items are told apart by themselves. Changes `list`.
 */
export const mergeElements = (list: Node[], patch: Node[] | undefined, keys: Texts, walk: Walk): Node[] => {
  const by: Texts = keys.length === 0 ? [''] : keys
  const all = [...(patch ?? []), ...list].map((item) => by.map((key) => textAt(item, key)))
  const different = all.filter((texts, i) => all.findIndex((one) => same(one, texts)) === i)
  const wanted = by.length > 1 ? completed(different) : different
  if (wanted.length === 0) return list
  // A key counts as soon as one item says it.
  const said = by.filter((_, k) => wanted.some((texts) => texts[k] !== ''))
  const used = said.length === 0 ? by : said
  const result: Node[] = []
  for (const texts of wanted) {
    const values = by.flatMap((key, k) => (used.includes(key) ? [texts[k] ?? ''] : []))
    const merged = walk(elementOf(list, used, values), patch && elementOf(patch, used, values))
    if (merged === undefined || merged === null || isEmptyMap(merged)) {
      drop(list, used, values)
      continue
    }
    if (isMap(merged)) {
      used.forEach((key, k) => {
        const text = values[k] ?? ''
        if (!Object.hasOwn(merged, key) && text !== '') merged[key] = /^\d+$/.test(text) ? Number(text) : text
      })
    }
    set(result, merged, used, values)
  }
  for (const item of [...list]) append(result, item, used)
  return result
}

/** Removes the elements that have these values. */
export const drop = (list: Node[], keys: Texts, values: Texts): void => {
  place(list, undefined, keys, values)
}

/** Puts an element in the place of each that has these values, else at the end. */
const set = (list: Node[], element: Node, keys: Texts, values: Texts): void => {
  if (!place(list, element, keys, values)) list.push(element)
}

const place = (list: Node[], element: Node | undefined, keys: Texts, values: Texts): boolean => {
  let found = false
  const kept = list.flatMap((item) => {
    if (item === null || isEmptyMap(item)) return []
    if (!isMap(item) && keys[0] !== '' && (values[0] ?? '') !== '') return [item]
    if (!isMeant(item, keys, values)) return values.length > 0 ? [item] : []
    found = true
    return element === undefined ? [] : [element]
  })
  list.splice(0, list.length, ...kept)
  return found
}

/** Where there are fewer values than keys, the rest of the keys is not looked at; '' is any value. */
const isMeant = (item: Node, keys: Texts, values: Texts): boolean =>
  values.length > 0 &&
  keys.every((key, k) => {
    const value = values[k]
    if (value === undefined) return true
    if (key === '') return textOf(item) === value
    return isMap(item) && Object.hasOwn(item, key) && (value === '' || textOf(item[key]) === value)
  })

/** An item of the list itself; where it lacks a key it is added without being looked for by that key. */
const append = (result: Node[], item: Node, keys: Texts): void => {
  if (keys[0] === '') {
    set(result, item, [''], [textOf(item)])
    return
  }
  const values: string[] = []
  for (const key of keys) {
    if (isMap(item) && Object.hasOwn(item, key)) values.push(textOf(item[key]))
    else result.push(item)
  }
  if (keys.length > 1) drop(result, keys, values)
  set(result, item, keys, values)
}

/** The first element with these values; those that are '' do not count, unless all are. */
const elementOf = (list: ReadonlyArray<Node>, keys: Texts, values: Texts): Node | undefined => {
  const isAny = values.every((value) => value === '')
  return list.find((item) =>
    keys.every((key, k) => {
      const value = values[k] ?? ''
      if (value === '' && !isAny) return true
      if (key === '') return textOf(item) === value
      return isMap(item) && Object.hasOwn(item, key) && textOf(item[key]) === value
    }),
  )
}

/** Two combinations that have a value in common, and differ only where one has none, become one. */
const completed = (combinations: ReadonlyArray<Texts>): ReadonlyArray<Texts> => {
  const result = [...combinations]
  for (let i = 0; i < result.length; i++) {
    const one = result[i] ?? []
    for (let j = 0; j < result.length; j++) {
      const other = result[j] ?? []
      const fits = one.every((text, k) => text === other[k] || text === '' || other[k] === '')
      if (!fits || !one.some((text, k) => text === other[k])) continue
      const both = one.map((text, k) => (text === '' ? (other[k] ?? '') : text))
      result[i] = both
      result[j] = both
    }
  }
  return result
}

export const isMap = (node: Node | undefined): node is NodeMap =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

const isEmptyMap = (node: Node): boolean => isMap(node) && Object.keys(node).length === 0

const same = (a: Texts, b: Texts): boolean => a.every((text, i) => text === b[i])

const textAt = (item: Node, key: string): string => {
  if (key === '') return textOf(item)
  const value = isMap(item) && Object.hasOwn(item, key) ? item[key] : undefined
  return value === undefined || value === null ? '' : textOf(value)
}

/** A scalar as it stands in YAML. */
const textOf = (node: Node | undefined): string => {
  if (node === undefined || (typeof node === 'object' && node !== null)) return ''
  return typeof node === 'string' ? node : JSON.stringify(node)
}
