/** What cannot be HOCON, however it is read: a bracket or quote that stays open, or one that closes nothing. */

/** The sign, and its line in the text, from 1. */
export interface Unbalanced {
  readonly sign: string
  readonly line: number
}

/**
 * The first such place; `undefined`: none, which does not say that the text is HOCON. `//` starts a comment for some readers
 * and in some places, so a text is only refused that is wrong in both readings.
 *
 * Law: pyhocon refuses what this finds. Source: "Comments", "Unquoted strings" and "Multi-line strings" of the HOCON
 * specification.
 */
export const unbalanced = (text: string): Unbalanced | undefined => {
  const found = faultIn(text, true)
  return found !== undefined && faultIn(text, false) !== undefined ? found : undefined
}

/** Comments, escapes, texts in quotes; brackets; a quote that is left over. */
const TOKEN = /#[^\n]*|\/\/[^\n]*|\\[\s\S]|"""[\s\S]*?"{3,}|"(?:[^"\\\n]|\\.)*"|[{}[\]"]/g

const SIGNS = ['{', '}', '[', ']', '"']
const CLOSES: Readonly<Record<string, string>> = { '}': '{', ']': '[' }

const faultIn = (text: string, slashes: boolean): Unbalanced | undefined => {
  const open: Array<{ readonly sign: string; readonly at: number }> = []
  const place = (sign: string, at: number): Unbalanced => ({
    sign,
    line: text.slice(0, at).split('\n').length,
  })
  const token = new RegExp(TOKEN)
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [sign] = match
    if (sign.startsWith('//') && !slashes) token.lastIndex = match.index + 2
    if (!SIGNS.includes(sign)) continue
    if (sign === '"') return place(sign, match.index)
    const opener = CLOSES[sign]
    if (opener === undefined) open.push({ sign, at: match.index })
    else if (open.pop()?.sign !== opener) return place(sign, match.index)
  }
  const last = open.at(-1)
  return last === undefined ? undefined : place(last.sign, last.at)
}
