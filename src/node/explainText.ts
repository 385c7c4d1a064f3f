/** What `explain` prints. */
import * as Yaml from 'yaml'
import { showPlace } from '../error.js'
import { type Json, type JsonObject, type Path, showPath } from '../json.js'
import { toYaml } from '../kube/yaml.js'
import { BASE, type LeafProvenance, type Step } from '../provenance/index.js'
import { textWidth, wrapped } from '../wrapped.js'
import { yamlData } from './yamlData.js'

/** Each leaf with its chain, base first; the last line of a chain made the value. */
export const chainsText = (leaves: ReadonlyArray<LeafProvenance>): string => leaves.map(chainText).join('\n')

const chainText = ({ path, value, chain, unset }: LeafProvenance): string => {
  const width = Math.max(...chain.map((step) => showPlace(step).length))
  const lines = chain.map((step) => `  ${showPlace(step).padEnd(width)}  ${said(step)}`)
  const text = `not given, and would change it: ${unset.map(showPath).join(', ')}`
  const open = unset.length === 0 ? [] : [`  ${wrapped(text, '    ', textWidth - 2)}`]
  return `${[`${showPath(path)}: ${show(value)}`, ...lines, ...open].join('\n')}\n`
}

const said = ({ of, path, value }: Step): string => {
  const what =
    of === 'object' ? showPath(path.slice(-1)) : showPath(of === 'config' ? ['config', ...path] : path)
  return `${what}: ${value === undefined ? '(nothing)' : show(value)}`
}

/** One line, whatever the value. */
const show = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}

/** Of the chain of a leaf: where one would go to change it. */
const decisive = (chain: ReadonlyArray<Step>): Step | undefined => {
  const last = chain.at(-1)
  const values = chain.filter(({ of }) => of === 'values')
  const config = chain.filter(({ of }) => of === 'config')
  return last?.origin === BASE ? (values.at(-1) ?? config.at(-1) ?? last) : last
}

/** The manifest as YAML; beside each line that holds a leaf, a comment says where that comes from. */
export const annotated = (manifest: JsonObject, leaves: ReadonlyArray<LeafProvenance>): string => {
  const text = toYaml([manifest])
  const lines = text.split('\n')
  const comments = new Map<number, string>()
  const lineOf = linesOf(text)
  for (const { path, chain } of leaves) {
    const step = decisive(chain)
    const line = lineOf(path)
    if (step === undefined || line === undefined) continue
    const detail = step.of === 'object' ? '' : ` ${said(step).slice(0, said(step).indexOf(': '))}`
    comments.set(line, `# ${showPlace(step)}${detail}`)
  }
  const column = Math.min(60, Math.max(...[...comments.keys()].map((line) => (lines[line - 1] ?? '').length)))
  return lines
    .map((line, i) => {
      const comment = comments.get(i + 1)
      return comment === undefined ? line : `${line.padEnd(column)}  ${comment}`
    })
    .join('\n')
}

/** On which line of `text` what stands at a path starts. */
const linesOf = (text: string): ((path: Path) => number | undefined) => {
  const counter = new Yaml.LineCounter()
  const document = Yaml.parseDocument(text, { lineCounter: counter })
  const { positions } = yamlData(Yaml, document.contents, (offset) => {
    const { line, col } = counter.linePos(offset)
    return { file: '', line, column: col }
  })
  return (path) => positions.get(showPath(path))?.line
}
