import { createRequire } from 'node:module'

/** HOCON as another implementation than ClearML's own reads it. The package has no types. */
const parser: { parse: (of: { text: string; strict: boolean }) => Promise<unknown> } = createRequire(
  import.meta.url,
)('@pushcorn/hocon-parser')

/** The data of a text; rejects for what is no HOCON. */
export const parseHocon = (text: string): Promise<unknown> => parser.parse({ text, strict: true })
