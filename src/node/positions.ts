import type { Position, Positions } from '../position.js'

/** The positions below `from`, as seen from there, put below `to`. Paths as `showPath` prints them. */
export const below = (positions: Positions, from: string, to: string): Positions =>
  new Map(
    [...positions].flatMap(([path, position]): ReadonlyArray<readonly [string, Position]> => {
      if (path === from) return [[to, position]]
      if (!path.startsWith(`${from}.`) && !path.startsWith(`${from}[`)) return []
      const rest = path.slice(from.length)
      return [[to === '' ? rest.replace(/^\./, '') : `${to}${rest}`, position]]
    }),
  )
