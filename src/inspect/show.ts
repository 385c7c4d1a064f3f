/** An inspection in tables. */
import { showIdentity } from '../kube/identity.js'
import { wrapped } from '../wrapped.js'
import { type Amounts, showAmount } from './amount.js'
import type { Claim } from './claims.js'
import type { Inspection, PodTotals } from './inspection.js'
import type { Workload } from './workloads.js'

/** Tables of pods and of claims, then totals; lines end with a newline. An empty table is left out. */
export const showInspection = (found: Inspection): string => {
  const { workloads, claims, others } = found
  const sections = [
    workloads.length === 0
      ? ''
      : table(['WORKLOAD', 'PODS', ...COLUMNS, 'IMAGE'], workloads.map(workloadRow)),
    claims.length === 0 ? '' : table(['CLAIM', 'SIZE', 'CLASS', 'ACCESS'], claims.map(claimRow)),
    table(['TOTAL', 'PODS', ...COLUMNS], totalRows(found)),
    [
      `Storage: ${showAmount('storage', found.storage)} in ${counted(claimsIn(claims), 'claim')}`,
      ...remarks(found),
      ...(others.length === 0 ? [] : [besideThem(others)]),
    ]
      .map((line) => `${line}\n`)
      .join(''),
  ]
  return sections.filter((section) => section !== '').join('\n')
}

/** A count stays on the line of its kind. */
const besideThem = (others: Inspection['others']): string => {
  const counts = others.map(([kind, count]) => `${count}\u00a0${kind}`).join(', ')
  return wrapped(`Beside them: ${counts}`, '  ').replaceAll('\u00a0', ' ')
}

const COLUMNS = ['CPU', 'CPU LIMIT', 'MEMORY', 'MEMORY LIMIT', 'GPU']

const workloadRow = ({ object, runs, replicas, needs, images }: Workload): ReadonlyArray<string> => [
  showIdentity(object),
  podsOf(runs, replicas),
  quantity(needs.requests, 'cpu'),
  limit(needs, 'cpu'),
  quantity(needs.requests, 'memory'),
  limit(needs, 'memory'),
  extended(needs.requests),
  images.join(', '),
]

const podsOf = (runs: Workload['runs'], { min, max }: Workload['replicas']): string => {
  if (runs === 'perNode') return 'per node'
  if (runs === 'perTask') return 'per task'
  return `${range(min, max)}${runs === 'untilDone' ? ' until done' : ''}`
}

const range = (min: number, max: number): string => (min === max ? String(min) : `${min}-${max}`)

const quantity = (amounts: Amounts, name: string): string => {
  const amount = amounts.get(name)
  return amount === undefined ? '-' : showAmount(name, amount)
}

const limit = ({ limits, unlimited }: Workload['needs'], name: string): string =>
  unlimited.includes(name) ? 'none' : quantity(limits, name)

/** Extended resources, whose names have a domain. */
const extended = (amounts: Amounts): string => {
  const found = [...amounts].filter(([name, amount]) => name.includes('/') && amount > 0n)
  return found.length === 0
    ? '-'
    : found.map(([name, amount]) => `${showAmount(name, amount)} ${name}`).join(', ')
}

const claimRow = ({ of, count, size, storageClass, accessModes }: Claim): ReadonlyArray<string> => [
  of.replace(/^PersistentVolumeClaim\//, ''),
  `${count === 1 ? '' : `${count} x `}${size === undefined ? '-' : showAmount('storage', size)}`,
  storageClass ?? '-',
  accessModes.join(', '),
]

const totalRows = ({ least, most }: Inspection): ReadonlyArray<ReadonlyArray<string>> =>
  most.pods === least.pods
    ? [totalRow('all', least)]
    : [totalRow('at least', least), totalRow('at most', most)]

const totalRow = (name: string, { pods, requests, limits }: PodTotals): ReadonlyArray<string> => [
  name,
  String(pods),
  quantity(requests, 'cpu'),
  quantity(limits, 'cpu'),
  quantity(requests, 'memory'),
  quantity(limits, 'memory'),
  extended(requests),
]

/** What the totals leave out. */
const remarks = ({ workloads }: Inspection): ReadonlyArray<string> => {
  const always = workloads.filter(({ runs }) => runs === 'always')
  const unlimited = ['cpu', 'memory'].flatMap((name) => {
    const without = always.filter(({ needs }) => needs.unlimited.includes(name)).length
    return without === 0 ? [] : [`${counted(without, 'workload')} without a limit of ${name}`]
  })
  const left = workloads.filter(({ runs }) => runs !== 'always').length
  return [
    ...(unlimited.length === 0 ? [] : [`Not in the limits: ${unlimited.join(', ')}`]),
    ...(left === 0
      ? []
      : [`Not in the totals: ${counted(left, 'row')} of pods that are there for a task, a job or a node`]),
  ]
}

const claimsIn = (claims: ReadonlyArray<Claim>): number => claims.reduce((all, { count }) => all + count, 0)

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Columns as wide as their widest cell, two blanks between them. */
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const all = [head, ...rows]
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  return all
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
