/** The width that text for people keeps to. */
export const textWidth = 96

/**
 * `text` in lines of at most `width` characters, broken at blanks; all but the first start with `indent`. A word that is
 * longer stays whole, so that it can be copied.
 */
export const wrapped = (text: string, indent = '', width: number = textWidth): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && longer.length > width - (lines.length === 0 ? 0 : indent.length)) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((one, i) => (i === 0 ? one : `${indent}${one}`)).join('\n')
}
