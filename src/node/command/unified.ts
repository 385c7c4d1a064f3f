/** The diff of lines: for each object its canonical YAML, before and after. */
import type { Paint, Texts } from '../../diff/index.js'

/** More changed lines than this in one object are not searched for what they have in common. */
const LIMIT = 1000

/** A patch for each object; what cannot be changed in place stands before it as lines that start with `#`. */
export const unified = async (texts: ReadonlyArray<Texts>, paint: Paint): Promise<string> => {
  if (texts.length === 0) return ''
  const { createTwoFilesPatch } = await import('diff')
  return texts
    .map(({ name, change, before, after, refused }) => {
      const old = change === 'Added' ? '/dev/null' : `a/${name}`
      const now = change === 'Removed' ? '/dev/null' : `b/${name}`
      const options = { context: 3, maxEditLength: LIMIT }
      const patch =
        createTwoFilesPatch(old, now, before, after, undefined, undefined, options) ??
        wholly(old, now, before, after)
      const notes = refused.map((line) => `${paint('refused', `# ${line}`)}\n`).join('')
      return notes + painted(patch.replace(/^=+\n/, ''), paint)
    })
    .join('')
}

/** Everything away, everything anew. */
const wholly = (old: string, now: string, before: string, after: string): string => {
  const [gone, there] = [before, after].map((text) => text.split('\n').slice(0, -1))
  return [
    `--- ${old}`,
    `+++ ${now}`,
    `@@ -1,${gone?.length} +1,${there?.length} @@`,
    ...(gone ?? []).map((line) => `-${line}`),
    ...(there ?? []).map((line) => `+${line}`),
    '',
  ].join('\n')
}

const painted = (patch: string, paint: Paint): string =>
  patch
    .split('\n')
    .map((line) => {
      if (line.startsWith('@@')) return paint('place', line)
      if (line.startsWith('+')) return paint('added', line)
      return line.startsWith('-') ? paint('removed', line) : line
    })
    .join('\n')
