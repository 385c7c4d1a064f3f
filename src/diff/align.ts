/** Which items of two lists without keys are the same ones: as a diff of texts finds lines, by their values. */

/** An item of the old list, of the new one, or one of both. */
export type Aligned = { readonly before?: number; readonly after?: number }

/** Beyond so many comparisons, items stand for each other by their places. */
const LIMIT = 1_000_000

/**
 * A longest common subsequence; between its items, an old and a new one that stand at the same place are one that has
 * changed. In the order of both lists.
 *
 * Laws: each index of each list is in one entry, in ascending order; a list aligned with itself is all pairs.
 */
export const align = <A>(
  before: ReadonlyArray<A>,
  after: ReadonlyArray<A>,
  same: (a: A, b: A) => boolean,
): ReadonlyArray<Aligned> => {
  const shorter = Math.min(before.length, after.length)
  const isSame = (i: number, j: number): boolean => same(before[i] as A, after[j] as A) // indices of both lists
  let start = 0
  while (start < shorter && isSame(start, start)) start++
  let end = 0
  while (end < shorter - start && isSame(before.length - 1 - end, after.length - 1 - end)) end++
  const [beforeEnd, afterEnd] = [before.length - end, after.length - end]
  const common = commonIn(start, beforeEnd, start, afterEnd, isSame)
  const tail = Array.from({ length: end }, (_, i) => [beforeEnd + i, afterEnd + i] as const)
  const pairs = [...Array.from({ length: start }, (_, i) => [i, i] as const), ...common, ...tail]
  const found: Aligned[] = []
  let [i, j] = [0, 0]
  for (const [nextBefore, nextAfter] of [...pairs, [before.length, after.length] as const]) {
    while (i < nextBefore && j < nextAfter) found.push({ before: i++, after: j++ })
    while (i < nextBefore) found.push({ before: i++ })
    while (j < nextAfter) found.push({ after: j++ })
    if (nextBefore < before.length) found.push({ before: i++, after: j++ })
  }
  return found
}

type Pair = readonly [number, number]

/** The indices of a longest common subsequence of the parts `[from, to)` of both lists. */
const commonIn = (
  beforeFrom: number,
  beforeTo: number,
  afterFrom: number,
  afterTo: number,
  isSame: (i: number, j: number) => boolean,
): ReadonlyArray<Pair> => {
  const [rows, columns] = [beforeTo - beforeFrom, afterTo - afterFrom]
  if (rows * columns === 0 || rows * columns > LIMIT) return []
  // `lengths` of what is common from row and column on; the last row and column are 0.
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      lengths[row * width + column] = isSame(beforeFrom + row, afterFrom + column)
        ? lengthAt(row + 1, column + 1) + 1
        : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1))
    }
  }
  const pairs: Pair[] = []
  let [row, column] = [0, 0]
  while (row < rows && column < columns) {
    if (isSame(beforeFrom + row, afterFrom + column)) {
      pairs.push([beforeFrom + row, afterFrom + column])
      row++
      column++
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++
    else column++
  }
  return pairs
}
