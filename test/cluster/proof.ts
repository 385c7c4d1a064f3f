/** `docs/proof.md`: what a run has seen, one section for each version of Kubernetes. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Applied } from './applies.js'
import type { Judged } from './mutations.js'
import type { Outcome, Transition } from './transitions.js'

export interface Seen {
  /** `1.36` */
  readonly minor: string
  /** `Kubernetes v1.36.3`, `etcd v3.6.8`, `KWOK v0.8.0`. */
  readonly versions: ReadonlyArray<string>
  readonly applied: ReadonlyArray<Applied>
  readonly transitions: ReadonlyArray<Transition>
  readonly changes: {
    readonly tried: number
    readonly refused: number
    readonly other: ReadonlyArray<string>
  }
  /** Streams in which every two choices stand together. */
  readonly combined: ReadonlyArray<Applied>
  readonly twoNamespaces: ReadonlyArray<string>
  readonly parts: ReadonlyArray<string>
  readonly judged: ReadonlyArray<Judged>
  readonly security: { readonly pods: number; readonly other: ReadonlyArray<string> }
  readonly steps: ReadonlyArray<string>
  readonly glue: ReadonlyArray<string>
}

const FILE = 'docs/proof.md'

/** Puts the section of this run in place of the one that is there; whether the page said the same before. */
export const writeProof = (seen: Seen): boolean => {
  const before = readFileSync(FILE, 'utf8')
  const [head = '', ...sections] = before.split(/^(?=## Kubernetes )/m)
  const title = `## Kubernetes ${seen.minor}\n`
  const others = sections.filter((section) => !section.startsWith(title))
  const all = [...others, section(title, seen)].sort().reverse()
  const after = `${[head.trimEnd(), ...all.map((text) => text.trimEnd())].join('\n\n')}\n`
  if (after !== before) writeFileSync(FILE, after)
  return after === before
}

const section = (title: string, seen: Seen): string =>
  [
    title,
    `${seen.versions.join(', ')}.\n`,
    table(
      ['what', 'count'],
      [
        ['installations applied to an empty cluster', `${seen.applied.length}`],
        [
          'further ones, in which every two choices of values and overlays stand together',
          `${seen.combined.length}`,
        ],
        [
          'objects, each taken by server-side apply with strict validation',
          sum(seen, ({ objects }) => objects),
        ],
        ['objects applied again, whose resourceVersion did not move', sum(seen, ({ objects }) => objects)],
        ['claims bound to the volume that is meant for them', sum(seen, ({ claims }) => claims)],
        ['pods ready on a node where they should be', sum(seen, ({ pods }) => pods)],
        ['changes from one installation to another', `${seen.transitions.length}`],
        ['single changes of single objects, judged as the server does', `${seen.changes.tried}`],
        ['of these refused', `${seen.changes.refused}`],
        ['pods whose Pod Security level is the one that admission says', `${seen.security.pods}`],
        ['planted faults sent to the server', `${seen.judged.length}`],
      ],
    ),
    ...otherwise([...seen.changes.other, ...seen.security.other]),
    '### Installations\n',
    table(
      ['installation', 'objects', 'claims', 'pods'],
      seen.applied.map(({ name, objects, claims, pods }) => [name, `${objects}`, `${claims}`, `${pods}`]),
    ),
    '### From one to another\n',
    'Rows become columns. `+` applied and ready again, on its data. `i` refused by the server, as `build --previous` says',
    'object by object. `d` the server takes it, and `build --previous` stops because data would be left behind.\n',
    matrix(seen.transitions),
    '### Two installations on one cluster\n',
    list(seen.twoNamespaces),
    'Node ports that another installation has are refused by the server; only a cluster knows them.\n',
    '### Deleting `--part app`\n',
    'Claims stay bound to their volumes, and applying again finds them:\n',
    list(seen.parts),
    '### Credentials\n',
    'The script of the credential step, with a token of its own service account:\n',
    list(seen.steps),
    '### The Kubernetes glue\n',
    'The real clearml-agent by our launcher, with a token of its own service account:\n',
    list(seen.glue),
    '### Planted faults\n',
    `The server and \`validate\` refuse ${both(seen.judged)} of ${seen.judged.length}.`,
    'What the one refuses and the other takes:\n',
    table(
      ['refused by', 'fault'],
      [
        ...seen.judged
          .filter(({ ours, server }) => ours && server === undefined)
          .map(({ what }) => ['`validate`', what]),
        ...seen.judged
          .filter(({ ours, server }) => !ours && server !== undefined)
          .map(({ what }) => ['the server', what]),
      ],
    ),
  ].join('\n')

const otherwise = (other: ReadonlyArray<string>): ReadonlyArray<string> =>
  other.length === 0
    ? []
    : [
        'Changes and Pod Security are judged as the newest version does. This one judges otherwise, and refuses or takes:\n',
        list(other),
      ]

const sum = ({ applied, combined }: Seen, of: (one: Applied) => number): string =>
  `${[...applied, ...combined].reduce((total, one) => total + of(one), 0)}`

const both = (judged: ReadonlyArray<Judged>): number =>
  judged.filter(({ ours, server }) => ours && server !== undefined).length

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const line = (cells: ReadonlyArray<string>): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return `${[line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`
}

const list = (items: ReadonlyArray<string>): string => `${items.map((item) => `- ${item}`).join('\n')}\n`

const SIGNS: Readonly<Record<Outcome, string>> = { applies: '+', immutableFields: 'i', dataLoss: 'd' }

const matrix = (transitions: ReadonlyArray<Transition>): string => {
  const names = [...new Set(transitions.map(({ from }) => from))]
  const sign = (from: string, to: string): string => {
    const found = transitions.find((one) => one.from === from && one.to === to)
    return found === undefined ? '' : SIGNS[found.outcome]
  }
  return table(
    ['', ...names],
    names.map((from) => [from, ...names.map((to) => sign(from, to))]),
  )
}
