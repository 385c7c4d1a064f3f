/** A small random generator that starts from a number. */
export interface Random {
  /** From `least` to `most`, both included. */
  readonly int: (least: number, most: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(from: ReadonlyArray<T>) => T
  readonly weighted: <T>(from: ReadonlyArray<readonly [T, number]>) => T
}

/** Mulberry32: 32 bits of state, good enough to vary programs. */
export const randomFrom = (seed: number): Random => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = <T>(from: ReadonlyArray<T>): T => {
    if (from.length === 0) throw new Error('nothing to pick from')
    return from[Math.floor(next() * from.length)] as T // in range
  }
  return {
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick,
    weighted: (from) => {
      let rest = next() * from.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of from) {
        rest -= weight
        if (rest < 0) return value
      }
      return pick(from)[0]
    },
  }
}
