/** Where a patch was written. */
import type { Path } from '../json.js'
import { type Position, type Positions, positionOf, showPosition } from '../position.js'

/** The name of what brought it: a file, an overlay, a flag. The position if it came from a text. */
export interface Place {
  readonly origin: string
  readonly position?: Position
}

/** The place of the value at `path` in what was written at `place`, as near as it is known. */
export const placeOf = (place: Place, positions: Positions | undefined, path: Path): Place => {
  const position = positions === undefined ? undefined : positionOf(positions, path)
  return position === undefined ? place : { ...place, position }
}

/** `patch.yaml:3:1`, else the origin. */
export const showPlace = ({ origin, position }: Place): string =>
  position === undefined ? origin : showPosition(position)
