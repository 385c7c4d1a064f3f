/** Colours for terminals. */
import { styleText } from 'node:util'
import type { Paint, Tone } from '../diff/index.js'

/**
 * Whether standard output takes colours: a terminal does, and `FORCE_COLOR` says it of anything (`0` and `false`: of nothing);
 * never with `NO_COLOR`. Source: https://no-color.org, and `getColorDepth` of node:tty.
 */
export const hasColours = (
  isTerminal: boolean,
  { FORCE_COLOR: forced, NO_COLOR: none = '', TERM: terminal }: Readonly<Record<string, string | undefined>>,
): boolean => {
  if (none !== '') return false
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTerminal && terminal !== 'dumb'
}

/** By the colours that diffs have everywhere. */
export const coloured: Paint = (tone, text) => styleText(STYLES[tone], text, { validateStream: false })

const STYLES = {
  added: 'green',
  removed: 'red',
  changed: 'yellow',
  place: 'cyan',
  refused: 'magenta',
} as const satisfies Readonly<Record<Tone, string>>
