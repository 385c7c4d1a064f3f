import { type Path, showPath } from './json.js'

/** A place in a text that a user wrote: the file's name as the user gave it, line and column counted from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * Where each value of a document stands, by `showPath(path)`; the root has the path `''`.
 * A map entry stands where its key stands, a list item where its value starts.
 */
export type Positions = ReadonlyMap<string, Position>

/** The position of `path`, else of its nearest ancestor that is known; `undefined` if not even the root is. */
export const positionOf = (positions: Positions, path: Path): Position | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const position = positions.get(showPath(path.slice(0, length)))
    if (position !== undefined) return position
  }
  return undefined
}

/** `values.yaml:3:7`, the form that editors and terminals turn into a link. */
export const showPosition = (position: Position): string =>
  `${position.file}:${position.line}:${position.column}`

/** Where something was written: the name of what brought it (a layer, a file, a flag), and the place in its text. */
export interface Place {
  readonly origin: string
  readonly position?: Position
}

/** The place of the value at `path` in what was written at `place`, as near as it is known. */
export const placeIn = (place: Place, positions: Positions | undefined, path: Path): Place => {
  const position = positions === undefined ? undefined : positionOf(positions, path)
  return position === undefined ? place : { ...place, position }
}

/** `values.yaml:3:7` for what came from a text, else the origin. */
export const showPlace = ({ origin, position }: Place): string =>
  position === undefined ? origin : showPosition(position)

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

/** The positions of what stands at `path`, as seen from there. */
export const within = (positions: Positions, path: Path): Positions =>
  path.length === 0 ? positions : below(positions, showPath(path), '')
